package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A shell process that cleans up after this JVM. It reads from a pipe that closes when the JVM
 * exits, then stops the database and deletes the directory.
 */
final class CleanupProcess {
  /** The database's data directory, relative to the watched directory. */
  static final String DATABASE = "postgres";

  private static final String SCRIPT =
      """
      read -r _
      if pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null); then
        kill -QUIT "$pid"
        tries=100
        while kill -0 "$pid" && [ "$tries" -gt 0 ]; do sleep 0.1; tries=$((tries - 1)); done
      fi
      rm -rf "$2"
      """;

  private CleanupProcess() {}

  static void watch(Path directory) throws IOException {
    // In a new session, so that Ctrl-C in a terminal does not kill it together with the JVM.
    new ProcessBuilder(
            "setsid",
            "sh",
            "-c",
            SCRIPT,
            "cleanup",
            directory.resolve(DATABASE).toString(),
            directory.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
