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

/** One run of the server on a cluster, from start to its end. */
final class PostgresServer {
  /** Enough for the recovery of what a local stack or a test leaves behind. */
  private static final Duration START_BOUND = Duration.ofSeconds(60);

  private static final Duration STOP_BOUND = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int LOG_TAIL = 20;

  private final PostgresCluster cluster;
  private final Process process;

  private PostgresServer(PostgresCluster cluster, Process process) {
    this.cluster = cluster;
    this.process = process;
  }

  /** Returns once the server answers a query. */
  static PostgresServer start(PostgresCluster cluster, int port, Map<String, String> settings) {
    List<String> arguments = new ArrayList<>(List.of("-D", cluster.data().toString()));
    settings.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
    try {
      Process process =
          Commands.builder(ownSession(cluster.programs().command("postgres", arguments)))
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
   * Fast mode: open transactions are rolled back, clients are cut off, data is flushed. By force
   * after 20 s.
   */
  void stop() {
    Commands.succeeds(List.of("kill", "-INT", Long.toString(process.pid())));
    if (!awaitEnd(STOP_BOUND)) {
      kill();
    }
  }

  void kill() {
    process.destroyForcibly();
    if (!awaitEnd(STOP_BOUND)) {
      throw new InfraException("PostgreSQL, process %d, cannot be killed".formatted(process.pid()));
    }
  }

  /** Out of the terminal's reach: Ctrl-C is for the owner, who stops the database last. */
  private static List<String> ownSession(List<String> command) {
    List<String> detached = new ArrayList<>(List.of("setsid"));
    detached.addAll(command);
    return detached;
  }

  private void awaitReady(int port) {
    long deadline = System.nanoTime() + START_BOUND.toNanos();
    while (!answers(port)) {
      if (awaitEnd(POLL)) {
        throw Ports.isFree(port)
            ? new InfraException("PostgreSQL did not start:\n" + logTail())
            : new PortInUseException(port);
      }
      if (System.nanoTime() - deadline > 0) {
        kill();
        throw new InfraException(
            "PostgreSQL was not ready within %s:\n%s".formatted(START_BOUND, logTail()));
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

  private boolean awaitEnd(Duration bound) {
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
      return "its log cannot be read: " + e;
    }
  }
}
