package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
  @TempDir Path directory;

  private EmbeddedDatabase start() {
    return EmbeddedDatabase.start(new EmbeddedDatabase.Config(directory, 0));
  }

  @Test
  void dataAndPasswordSurviveACleanRestart() throws SQLException {
    String password;
    try (var database = start()) {
      password = database.password();
      Sql.run(database, "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    try (var database = start()) {
      assertThat(Sql.query(database, "SELECT answer FROM kept")).isEqualTo("42");
      assertThat(database.password()).isEqualTo(password);
    }
  }

  @Test
  void committedDataSurvivesAKilledServer() throws SQLException {
    try (var database = start()) {
      Sql.run(database, "CREATE TABLE kept AS SELECT 42 AS answer");
      database.kill();
      database.restart();
      assertThat(Sql.query(database, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void stoppedServerRestartsOnTheSamePort() throws SQLException {
    try (var database = start()) {
      String url = database.jdbcUrl("postgres");
      try (var open = Sql.connect(database)) {
        database.stop();
        assertThat(open.isValid(1)).isFalse();
      }
      assertThatExceptionOfType(SQLException.class).isThrownBy(() -> Sql.connect(database));
      database.restart();
      assertThat(database.jdbcUrl("postgres")).isEqualTo(url);
      assertThat(Sql.query(database, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void serverIsDurable() throws SQLException {
    try (var database = start()) {
      assertThat(Sql.query(database, "SHOW fsync")).isEqualTo("on");
      assertThat(Sql.query(database, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(Sql.query(database, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(Sql.query(database, "SHOW server_version")).startsWith("18.");
    }
  }

  @Test
  void wrongPasswordIsRejectedAndPasswordFileIsPrivate() throws IOException {
    try (var database = start()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() ->
              DriverManager.getConnection(
                  database.jdbcUrl("postgres"), database.username(), "guess"))
          .withMessageContaining("password authentication failed");
      assertThat(Files.getPosixFilePermissions(directory.resolve("password"))).hasSize(2);
    }
  }

  @Test
  void portInUseIsReported() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var config = new EmbeddedDatabase.Config(directory, taken.getLocalPort());
      assertThatExceptionOfType(PortInUseException.class)
          .isThrownBy(() -> EmbeddedDatabase.start(config))
          .withMessageContaining(Integer.toString(taken.getLocalPort()));
    }
    start().close();
  }

  @Test
  void directoryIsUsedByOneServerOnly() throws SQLException {
    try (var database = start()) {
      assertThatExceptionOfType(DirectoryInUseException.class).isThrownBy(this::start);
      assertThat(Sql.query(database, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void closingTwiceDoesNotUnlockTheNextOwnersDirectory() {
    var first = start();
    first.close();
    try (var _ = start()) {
      first.close();
      assertThatExceptionOfType(DirectoryInUseException.class).isThrownBy(this::start);
    }
  }

  @Test
  void orphanedServerIsStoppedAndItsDataKept() throws Exception {
    try (var owner = Owner.start(directory)) {
      ProcessHandle orphan = ProcessHandle.of(owner.serverPid()).orElseThrow();
      owner.kill();
      assertThat(orphan.isAlive()).isTrue();

      try (var database =
          EmbeddedDatabase.start(new EmbeddedDatabase.Config(directory, owner.port()))) {
        assertThat(orphan.onExit()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(Sql.query(database, "SELECT answer FROM kept")).isEqualTo("42");
      }
    }
  }

  @Test
  void serverOfARunningOwnerIsNotStopped() throws Exception {
    try (var owner = Owner.start(directory)) {
      assertThatExceptionOfType(DirectoryInUseException.class).isThrownBy(this::start);
      assertThat(ProcessHandle.of(owner.serverPid())).get().matches(ProcessHandle::isAlive);
    }
  }

  @Test
  void stalePidFileDoesNotKillAnotherProcess() throws Exception {
    start().close();
    Process stranger = new ProcessBuilder("sleep", "60").start();
    Files.writeString(
        directory.resolve("data/postmaster.pid"),
        stranger.pid() + "\n" + directory.resolve("data") + "\n");
    try (var database = start()) {
      assertThat(Sql.query(database, "SELECT 1")).isEqualTo("1");
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void interruptedInitialisationIsStartedOver() throws Exception {
    Files.createDirectories(directory.resolve("data.unfinished/base"));
    Files.writeString(directory.resolve("data.unfinished/PG_VERSION"), "18\n");
    try (var database = start()) {
      assertThat(Sql.query(database, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void serversStartInParallelAndCreateDatabases(@TempDir Path other) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first =
          threads.submit(() -> EmbeddedDatabase.start(new EmbeddedDatabase.Config(directory, 0)));
      var second =
          threads.submit(() -> EmbeddedDatabase.start(new EmbeddedDatabase.Config(other, 0)));
      try (var a = first.get();
          var b = second.get()) {
        a.createDatabase("jobs");
        a.createDatabase("jobs");
        assertThat(Sql.query(a, "SELECT count(*) FROM pg_database WHERE datname = 'jobs'"))
            .isEqualTo("1");
        assertThat(Sql.query(b, "SELECT count(*) FROM pg_database WHERE datname = 'jobs'"))
            .isEqualTo("0");
      }
    }
  }
}
