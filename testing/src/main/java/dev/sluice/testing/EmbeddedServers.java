package dev.sluice.testing;

import dev.sluice.embedded.EmbeddedDatabase;
import dev.sluice.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Embedded servers in a temporary directory, started in parallel.
 *
 * <p>They have no shutdown hook, because application contexts close in hooks that run in parallel
 * and still need broker and database. The broker ends with the JVM. {@link CleanupProcess} stops
 * the database and deletes the directory once the JVM has exited.
 */
final class EmbeddedServers {
  // In containers, where root has no user namespaces, PostgreSQL runs as nobody and must be able to
  // traverse the directory. Files with secrets have stricter permissions.
  private static final FileAttribute<Set<PosixFilePermission>> PASSABLE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));

  private EmbeddedServers() {}

  static Servers start() {
    try {
      Path directory = Files.createTempDirectory("sluice-test-", PASSABLE);
      CleanupProcess.watch(directory);
      FutureTask<EmbeddedKafka> kafka =
          new FutureTask<>(
              () -> EmbeddedKafka.start(new EmbeddedKafka.Config(directory.resolve("kafka"), 0)));
      Thread.ofPlatform().daemon().name("start-kafka").start(kafka);
      EmbeddedDatabase database =
          EmbeddedDatabase.start(
              new EmbeddedDatabase.Config(
                  directory.resolve(CleanupProcess.DATABASE),
                  0,
                  // Nothing outlives the JVM, and many application contexts have pools of their
                  // own.
                  Map.of("fsync", "off", "max_connections", "400")));
      hashPasswordOnce(database);
      return new Servers(
          kafka.get().bootstrapServers(),
          database.jdbcUrl(""),
          database.username(),
          database.password());
    } catch (IOException | SQLException | ExecutionException e) {
      throw new IllegalStateException("The embedded test servers failed to start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "Interrupted while the embedded test servers were starting", e);
    }
  }

  /**
   * Instead of 4096 times, which takes 20 ms of each new connection. Tests open many, and most
   * while they wait for something.
   */
  private static void hashPasswordOnce(EmbeddedDatabase database) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                database.jdbcUrl("postgres"), database.username(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute("SET scram_iterations = 1");
      statement.execute(
          "ALTER ROLE \"%s\" PASSWORD '%s'".formatted(database.username(), database.password()));
    }
  }
}
