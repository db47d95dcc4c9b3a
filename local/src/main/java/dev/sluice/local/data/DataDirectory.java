package dev.sluice.local.data;

import dev.sluice.local.settings.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The stack's data directory, locked by this process until it is closed. The operating system
 * releases the lock when the process dies.
 *
 * <p>It contains {@code kafka}, {@code postgres}, {@code logs}, {@code keys.env} and, while broker
 * and database run, {@code infra.env}. Deleting it deletes all data.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path directory;
  private final FileChannel lock;

  private DataDirectory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Opens the directory and creates it if it does not exist.
   *
   * @throws StartupException if another process uses it or it is not accessible
   */
  public static DataDirectory open(Path data) {
    try {
      Path directory = Files.createDirectories(data).toRealPath();
      FileChannel lock =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock.tryLock() == null) {
        lock.close();
        throw new StartupException(
            "The data directory %s is in use by another Sluice process. Stop that process, or set SLUICE_DATA to another directory."
                .formatted(directory));
      }
      DataDirectory opened = new DataDirectory(directory, lock);
      // A killed process leaves the file behind; its servers no longer run.
      opened.infraFile().delete();
      return opened;
    } catch (IOException e) {
      throw new StartupException("The data directory %s is not accessible: %s".formatted(data, e));
    }
  }

  public Path path() {
    return directory;
  }

  public Path kafka() {
    return directory.resolve("kafka");
  }

  public Path postgres() {
    return directory.resolve("postgres");
  }

  public EnvFile infraFile() {
    return new EnvFile(directory.resolve("infra.env"));
  }

  public Keys keys() {
    return Keys.loadOrCreate(new EnvFile(directory.resolve("keys.env")));
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
