package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A shell that outlives this JVM by a moment: it reads from a pipe that only the JVM's end closes,
 * then ends the database and deletes the folder.
 */
final class Reaper {
  /** The database's data folder, within the folder watched. */
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

  private Reaper() {}

  static void watch(Path folder) throws IOException {
    // In a session of its own, so that Ctrl-C in a terminal, which ends the JVM, does not end it
    // too.
    new ProcessBuilder(
            "setsid",
            "sh",
            "-c",
            SCRIPT,
            "reaper",
            folder.resolve(DATABASE).toString(),
            folder.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
