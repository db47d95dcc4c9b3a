package dev.sluice.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What an earlier owner of the cluster left behind when it was killed. Whoever calls this holds the
 * folder's lock, so no live owner is robbed of its server.
 */
final class PostgresOrphans {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private PostgresOrphans() {}

  /**
   * Ends a server that still runs on the cluster, in PostgreSQL's fast mode and by force after 10
   * s, and waits for the processes that outlive a killed one; then removes a stale {@code
   * postmaster.pid}. Touches only processes that run {@code postgres} on this very folder: the pid
   * on file may by now belong to anybody.
   */
  static void clear(PostgresCluster cluster) {
    server(cluster).ifPresent(orphan -> stop(cluster, orphan));
    backends(cluster.data()).forEach(PostgresOrphans::awaitEnd);
    try {
      Files.deleteIfExists(pidFile(cluster));
    } catch (IOException e) {
      throw new InfraException("Cannot remove %s: %s".formatted(pidFile(cluster), e), e);
    }
  }

  private static void stop(PostgresCluster cluster, ProcessHandle orphan) {
    // By pg_ctl, not by signal: Java's own can only ask for a smart shutdown, which waits for every
    // client to leave.
    boolean stopped =
        Commands.succeeds(
            cluster
                .programs()
                .command(
                    "pg_ctl",
                    List.of(
                        "stop",
                        "--pgdata=" + cluster.data(),
                        "--mode=fast",
                        "--timeout=" + PATIENCE.toSeconds())));
    if (!stopped) {
      orphan.destroyForcibly();
    }
    awaitEnd(orphan);
  }

  private static Optional<ProcessHandle> server(PostgresCluster cluster) {
    try {
      return Files.readAllLines(pidFile(cluster)).stream()
          .findFirst()
          .map(line -> Long.parseLong(line.strip()))
          .flatMap(ProcessHandle::of)
          .filter(process -> runsOn(process, cluster.data()));
    } catch (NoSuchFileException noneLeft) {
      return Optional.empty();
    } catch (IOException | NumberFormatException e) {
      throw new InfraException("Cannot read %s: %s".formatted(pidFile(cluster), e), e);
    }
  }

  private static List<ProcessHandle> backends(Path data) {
    return ProcessHandle.allProcesses().filter(process -> runsOn(process, data)).toList();
  }

  /** Every PostgreSQL process works in its cluster's folder. */
  private static boolean runsOn(ProcessHandle process, Path data) {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    try {
      return Files.readSymbolicLink(proc.resolve("exe")).endsWith("bin/postgres")
          && Files.readSymbolicLink(proc.resolve("cwd")).equals(data);
    } catch (IOException goneOrAnotherUsers) {
      return false;
    }
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException stuck) {
      process.destroyForcibly();
    } catch (ExecutionException e) {
      throw new InfraException("Cannot wait for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfraException("Interrupted while waiting for process " + process.pid(), e);
    }
  }

  private static Path pidFile(PostgresCluster cluster) {
    return cluster.data().resolve("postmaster.pid");
  }
}
