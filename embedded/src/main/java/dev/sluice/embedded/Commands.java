package dev.sluice.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Runs short-lived programs. */
final class Commands {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private Commands() {}

  /** Whether the program exists and exits with 0 within 60 s. */
  static boolean succeeds(List<String> command) {
    try {
      return await(builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()) == 0;
    } catch (IOException notFound) {
      return false;
    }
  }

  /**
   * Runs a program. Its output must be small.
   *
   * @throws InfraException with the output if the exit status is not 0
   */
  static void run(List<String> command) {
    try {
      Process process = builder(command).start();
      int status = await(process);
      if (status != 0) {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        throw new InfraException(
            "%s exited with %d: %s".formatted(command, status, output.strip()));
      }
    } catch (IOException e) {
      throw new InfraException("Cannot run %s: %s".formatted(command, e), e);
    }
  }

  /**
   * A builder without libpq environment variables, with English messages, and with stderr merged
   * into stdout.
   */
  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  private static int await(Process process) {
    try {
      if (process.waitFor(TIMEOUT)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      return -1;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InfraException("Interrupted while a program was running", e);
    }
  }
}
