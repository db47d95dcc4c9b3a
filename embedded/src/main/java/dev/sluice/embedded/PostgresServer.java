package dev.sluice.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A server process on a cluster. */
final class PostgresServer {
  /** Includes crash recovery. */
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int LOG_TAIL = 20;

  private final PostgresCluster cluster;
  private final Process process;

  private PostgresServer(PostgresCluster cluster, Process process) {
    this.cluster = cluster;
    this.process = process;
  }

  /** Starts the server and waits until it answers queries. */
  static PostgresServer start(PostgresCluster cluster, int port, Map<String, String> settings) {
    List<String> arguments = new ArrayList<>(List.of("-D", cluster.data().toString()));
    settings.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
    try {
      Process process =
          Commands.builder(withSetsid(cluster.programs().command("postgres", arguments)))
              .redirectOutput(cluster.log().toFile())
              .start();
      PostgresServer server = new PostgresServer(cluster, process);
      server.awaitReady(port);
      return server;
    } catch (IOException e) {
      throw new InfraException("Cannot start PostgreSQL: " + e, e);
    }
  }

  long pid() {
    return process.pid();
  }

  /**
   * Stops the server in fast mode: open transactions are rolled back and clients disconnected.
   * Kills it after 20 s.
   */
  void stop() {
    Commands.succeeds(List.of("kill", "-INT", Long.toString(process.pid())));
    if (!awaitExit(STOP_TIMEOUT)) {
      kill();
    }
  }

  void kill() {
    process.destroyForcibly();
    if (!awaitExit(STOP_TIMEOUT)) {
      throw new InfraException("PostgreSQL (pid %d) cannot be killed".formatted(process.pid()));
    }
  }

  /** Shields the server from Ctrl-C in a terminal; its owner stops it. */
  private static List<String> withSetsid(List<String> command) {
    List<String> detached = new ArrayList<>(List.of("setsid"));
    detached.addAll(command);
    return detached;
  }

  private void awaitReady(int port) {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!answers(port)) {
      if (awaitExit(POLL)) {
        throw Ports.isFree(port)
            ? new InfraException("PostgreSQL failed to start:\n" + logTail())
            : new PortInUseException(port);
      }
      if (System.nanoTime() - deadline > 0) {
        kill();
        throw new InfraException(
            "PostgreSQL was not ready within %s:\n%s".formatted(START_TIMEOUT, logTail()));
      }
    }
  }

  private boolean answers(int port) {
    Properties properties = new Properties();
    properties.put("user", PostgresCluster.SUPERUSER);
    properties.put("password", cluster.password());
    properties.put("connectTimeout", "2");
    properties.put("socketTimeout", "5");
    try (var connection =
        DriverManager.getConnection(EmbeddedDatabase.jdbcUrl(port, "postgres"), properties)) {
      return connection.isValid(2);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private boolean awaitExit(Duration bound) {
    try {
      return process.waitFor(bound);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InfraException("Interrupted while waiting for PostgreSQL", e);
    }
  }

  private String logTail() {
    try {
      List<String> lines = Files.readAllLines(cluster.log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
    } catch (IOException e) {
      return "the log cannot be read: " + e;
    }
  }
}
