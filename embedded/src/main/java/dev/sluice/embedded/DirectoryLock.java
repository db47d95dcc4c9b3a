package dev.sluice.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ensures that at most one server on this machine uses a data directory. The operating system
 * releases the lock when the process dies, which distinguishes an orphaned PostgreSQL server from
 * one whose owner is still running.
 */
final class DirectoryLock implements AutoCloseable {
  // POSIX locks belong to the process: closing a second channel on the file would release the
  // first one's lock. So a second attempt from this JVM must not open the file at all.
  private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Creates the directory if it does not exist, and locks it.
   *
   * @throws DirectoryInUseException if it is locked, by this or another process
   */
  static DirectoryLock acquire(Path dataDir) {
    try {
      Path directory = Files.createDirectories(dataDir).toRealPath();
      if (!LOCKED.add(directory)) {
        throw new DirectoryInUseException(directory);
      }
      try {
        return new DirectoryLock(directory, lockedChannel(directory));
      } catch (IOException | RuntimeException e) {
        LOCKED.remove(directory);
        throw e;
      }
    } catch (IOException e) {
      throw new InfraException(
          "The data directory %s is not accessible: %s".formatted(dataDir, e), e);
    }
  }

  private static FileChannel lockedChannel(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new DirectoryInUseException(directory);
    }
    return channel;
  }

  /** The locked directory, with symbolic links resolved. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    if (!channel.isOpen()) {
      // Already released; the directory may be locked again by now.
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new InfraException(
          "Cannot unlock the data directory %s: %s".formatted(directory, e), e);
    } finally {
      LOCKED.remove(directory);
    }
  }
}
