package dev.sluice.e2e.stack;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ./run}, as its user starts it. Closing ends it, by force if need be. */
public final class RunScript implements AutoCloseable {
  private static final Duration START_BOUND = Duration.ofMinutes(5);

  private final Process process;
  private final Path output;

  private RunScript(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts the script.
   *
   * @param name of the file with its output, under {@code target/e2e-logs}
   */
  public static RunScript start(String name, Map<String, String> variables, String... arguments) {
    Path output = Checkout.target("e2e-logs").resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder();
    // A build in the background ignores SIGINT, and so would everything it starts.
    builder.command().addAll(List.of("env", "--default-signal=INT", "./run"));
    builder.command().addAll(List.of(arguments));
    builder.directory(Checkout.root().toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SLUICE_JAVA_OPTS", "-Xmx512m");
    List.of("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL")
        .forEach(builder.environment()::remove);
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    try {
      return new RunScript(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has printed so far. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the output once this text is in it. */
  public String awaitOutput(String text) {
    return await("\"" + text + "\" in " + output)
        .atMost(START_BOUND)
        .failFast("./run has ended; see " + output, () -> !process.isAlive())
        .until(this::output, printed -> printed.contains(text));
  }

  /** Ctrl-C. */
  public void interrupt() {
    Signals.send("INT", process.pid());
  }

  /** The exit status once it has ended. */
  public int awaitEnd(Duration within) {
    try {
      if (!process.waitFor(within.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("./run has not ended within " + within);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(40, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
