package dev.sluice.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Short-lived programs, run to their end. */
final class Commands {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private Commands() {}

  /** Whether the program exists, ends within the bound and says yes. */
  static boolean succeeds(List<String> command) {
    try {
      return ended(builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()) == 0;
    } catch (IOException notFound) {
      return false;
    }
  }

  /**
   * Runs a program that must succeed; what it printed is in the message when it does not. Its
   * output must be small.
   */
  static void run(List<String> command) {
    try {
      Process process = builder(command).start();
      int status = ended(process);
      if (status != 0) {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        throw new InfraException("%s ended with %d: %s".formatted(command, status, output.strip()));
      }
    } catch (IOException e) {
      throw new InfraException("Cannot run %s: %s".formatted(command, e), e);
    }
  }

  /**
   * A builder whose program inherits no libpq settings, speaks English, and merges its two outputs.
   */
  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  private static int ended(Process process) {
    try {
      if (process.waitFor(BOUND)) {
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
