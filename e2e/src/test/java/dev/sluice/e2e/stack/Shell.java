package dev.sluice.e2e.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs commands from the documentation in the checkout. */
public final class Shell {

  private Shell() {}

  /**
   * Runs the commands in one bash and returns their output.
   *
   * @throws IllegalStateException if one of them fails
   */
  public static String run(String commands, Map<String, String> variables) {
    ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands);
    builder.directory(Checkout.root().toFile()).redirectErrorStream(true);
    builder.environment().putAll(variables);
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            "%s%nexited with %d:%n%s".formatted(commands, status, output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
