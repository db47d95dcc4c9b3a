package dev.sluice.bench.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** A Java process of the stack. It logs to a file with its name. */
final class ChildProcess implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);
  private static final Duration CHECK_EVERY = Duration.ofMillis(100);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String name;
  private final Process process;
  private final Path log;

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts {@code java ARGUMENTS} with this process's environment and these variables. */
  static ChildProcess start(
      String name, List<String> arguments, Map<String, String> variables, Path directory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      return new ChildProcess(name, builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  /** Waits until the file exists. */
  void awaitFile(Path file) throws InterruptedException {
    await(() -> Files.exists(file));
  }

  /** Waits until {@code GET} of this address returns 200. */
  void awaitOk(URI address) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
    await(() -> {
      try {
        return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
      } catch (IOException notYet) {
        return false;
      }
    });
  }

  private interface Check {
    boolean passes() throws InterruptedException;
  }

  private void await(Check check) throws InterruptedException {
    long start = System.nanoTime();
    while (!check.passes()) {
      if (!process.isAlive() || System.nanoTime() - start > START_TIMEOUT.toNanos()) {
        throw new IllegalStateException("%s failed to start; see %s".formatted(name, log));
      }
      Thread.sleep(CHECK_EVERY);
    }
  }

  /** Returns a free port below Linux's ephemeral port range. */
  static int freePort() {
    while (true) {
      int port = RandomGenerator.getDefault().nextInt(20_000, 32_000);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException inUse) {
        // Try another one.
      }
    }
  }

  /** Sends SIGTERM. */
  void stop() {
    process.destroy();
  }

  /** Stops the process, and kills it after 40 s. */
  @Override
  public void close() {
    stop();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
