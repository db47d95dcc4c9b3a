package dev.sluice.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One server per data folder, on this machine: held from start to close, given back by the
 * operating system when the process dies. It is what tells an orphaned PostgreSQL, whose owner is
 * gone, from one that another process still uses.
 */
final class FolderLock implements AutoCloseable {
  // POSIX locks belong to the process: closing a second channel on the file would give up the first
  // one's lock, so a second
  // attempt from this JVM must not even open the file.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Creates the folder if need be and locks it.
   *
   * @throws FolderInUseException if it is locked, by whichever process
   */
  static FolderLock acquire(Path dataDir) {
    try {
      Path folder = Files.createDirectories(dataDir).toRealPath();
      if (!HELD.add(folder)) {
        throw new FolderInUseException(folder);
      }
      try {
        return new FolderLock(folder, lockedChannel(folder));
      } catch (IOException | RuntimeException e) {
        HELD.remove(folder);
        throw e;
      }
    } catch (IOException e) {
      throw new InfraException("Cannot use the data folder %s: %s".formatted(dataDir, e), e);
    }
  }

  private static FileChannel lockedChannel(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new FolderInUseException(folder);
    }
    return channel;
  }

  /** The locked folder, its links resolved. */
  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    if (!channel.isOpen()) {
      // Given back before; somebody else may hold the folder by now.
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new InfraException("Cannot unlock the data folder %s: %s".formatted(folder, e), e);
    } finally {
      HELD.remove(folder);
    }
  }
}
