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

/** A {@code ./run} process. Closing it sends SIGTERM, and SIGKILL after 40 s. */
public final class RunScript implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

  private final Process process;
  private final Path output;

  private RunScript(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts the script.
   *
   * @param name of the output file in {@code target/e2e-logs}
   */
  public static RunScript start(String name, Map<String, String> variables, String... arguments) {
    Path output = Checkout.target("e2e-logs").resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder();
    // A background build ignores SIGINT, and its child processes would inherit that.
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

  /** The output so far. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the output contains this text and returns it. */
  public String awaitOutput(String text) {
    return await("\"" + text + "\" in " + output)
        .atMost(START_TIMEOUT)
        .failFast("./run has exited; see " + output, () -> !process.isAlive())
        .until(this::output, printed -> printed.contains(text));
  }

  /** Sends SIGINT, as Ctrl-C does. */
  public void interrupt() {
    Signals.send("INT", process.pid());
  }

  /** Waits for the process and returns its exit status. */
  public int awaitExit(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("./run did not exit within " + timeout);
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
