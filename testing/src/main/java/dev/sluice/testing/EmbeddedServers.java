package dev.sluice.testing;

import dev.sluice.embedded.EmbeddedDatabase;
import dev.sluice.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The embedded servers in a temporary folder, both started at once.
 *
 * <p>No shutdown hook stops them: application contexts close in hooks of their own, in parallel,
 * and would lose broker and database under their hands. The broker ends with the JVM; the database
 * is ended, and the folder deleted, by a process that waits for the JVM to be gone, however it
 * went.
 */
final class EmbeddedServers {
  // PostgreSQL runs as nobody where this is root without user namespaces, as in containers; what is
  // secret in the folder has
  // permissions of its own.
  private static final FileAttribute<Set<PosixFilePermission>> PASSABLE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));

  private EmbeddedServers() {}

  static Servers start() {
    try {
      Path folder = Files.createTempDirectory("sluice-test-", PASSABLE);
      Reaper.watch(folder);
      FutureTask<EmbeddedKafka> kafka =
          new FutureTask<>(
              () -> EmbeddedKafka.start(new EmbeddedKafka.Config(folder.resolve("kafka"), 0)));
      Thread.ofPlatform().daemon().name("start-kafka").start(kafka);
      EmbeddedDatabase database =
          EmbeddedDatabase.start(new EmbeddedDatabase.Config(folder.resolve(Reaper.DATABASE), 0));
      return new Servers(
          kafka.get().bootstrapServers(),
          database.jdbcUrl(""),
          database.username(),
          database.password());
    } catch (IOException | ExecutionException e) {
      throw new IllegalStateException("The embedded test servers did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "Interrupted while the embedded test servers were starting", e);
    }
  }
}
