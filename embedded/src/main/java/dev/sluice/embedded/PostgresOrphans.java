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
 * Cleans up after an owner of the cluster that was killed. The caller must hold the directory's
 * lock, so a server found here has no running owner.
 */
final class PostgresOrphans {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private PostgresOrphans() {}

  /**
   * Stops a server that still runs on the cluster, in fast mode, and kills it after 10 s. Waits for
   * backends that outlive it and deletes a stale {@code postmaster.pid}. Affects only {@code
   * postgres} processes of this directory, because the recorded pid may have been reused.
   */
  static void clear(PostgresCluster cluster) {
    server(cluster).ifPresent(orphan -> stop(cluster, orphan));
    backends(cluster.data()).forEach(PostgresOrphans::awaitExit);
    try {
      Files.deleteIfExists(pidFile(cluster));
    } catch (IOException e) {
      throw new InfraException("Cannot delete %s: %s".formatted(pidFile(cluster), e), e);
    }
  }

  private static void stop(PostgresCluster cluster, ProcessHandle orphan) {
    // Not ProcessHandle.destroy: SIGTERM is a smart shutdown, which waits for all clients to
    // disconnect.
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
                        "--timeout=" + TIMEOUT.toSeconds())));
    if (!stopped) {
      orphan.destroyForcibly();
    }
    awaitExit(orphan);
  }

  private static Optional<ProcessHandle> server(PostgresCluster cluster) {
    try {
      return Files.readAllLines(pidFile(cluster)).stream()
          .findFirst()
          .map(line -> Long.parseLong(line.strip()))
          .flatMap(ProcessHandle::of)
          .filter(process -> runsOn(process, cluster.data()));
    } catch (NoSuchFileException noPidFile) {
      return Optional.empty();
    } catch (IOException | NumberFormatException e) {
      throw new InfraException("Cannot read %s: %s".formatted(pidFile(cluster), e), e);
    }
  }

  private static List<ProcessHandle> backends(Path data) {
    return ProcessHandle.allProcesses().filter(process -> runsOn(process, data)).toList();
  }

  /** Every PostgreSQL process has its cluster's data directory as working directory. */
  private static boolean runsOn(ProcessHandle process, Path data) {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    try {
      return Files.readSymbolicLink(proc.resolve("exe")).endsWith("bin/postgres")
          && Files.readSymbolicLink(proc.resolve("cwd")).equals(data);
    } catch (IOException exitedOrNotPermitted) {
      return false;
    }
  }

  private static void awaitExit(ProcessHandle process) {
    try {
      process.onExit().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
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
