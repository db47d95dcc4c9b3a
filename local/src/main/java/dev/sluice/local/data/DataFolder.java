package dev.sluice.local.data;

import dev.sluice.local.settings.StartProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder that holds everything the stack keeps, for this process alone from opening to closing;
 * the operating system gives it back when the process dies.
 *
 * <p>It holds {@code kafka}, {@code postgres}, {@code logs}, {@code keys.env} and, while broker and
 * database run, {@code infra.env}. Deleting it forgets everything.
 */
public final class DataFolder implements AutoCloseable {
  private final Path folder;
  private final FileChannel lock;

  private DataFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Creates the folder if need be.
   *
   * @throws StartProblem where another process has it open, or it cannot be used
   */
  public static DataFolder open(Path data) {
    try {
      Path folder = Files.createDirectories(data).toRealPath();
      FileChannel lock =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock.tryLock() == null) {
        lock.close();
        throw new StartProblem(
            "The data folder %s is in use by another running Sluice. Stop that one, or choose another folder with SLUICE_DATA."
                .formatted(folder));
      }
      DataFolder opened = new DataFolder(folder, lock);
      // Left behind by a process that was killed: it describes servers that are gone.
      opened.infraFile().delete();
      return opened;
    } catch (IOException e) {
      throw new StartProblem("The data folder %s cannot be used: %s".formatted(data, e));
    }
  }

  public Path path() {
    return folder;
  }

  public Path kafka() {
    return folder.resolve("kafka");
  }

  public Path postgres() {
    return folder.resolve("postgres");
  }

  public EnvFile infraFile() {
    return new EnvFile(folder.resolve("infra.env"));
  }

  public Keys keys() {
    return Keys.keptIn(new EnvFile(folder.resolve("keys.env")));
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
