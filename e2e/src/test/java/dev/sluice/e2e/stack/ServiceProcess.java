package dev.sluice.e2e.stack;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service process, started from its jar. It logs to {@code target/e2e-logs}. */
public final class ServiceProcess implements AutoCloseable {
  // Small heaps and C1 only: eight JVMs share two cores.
  private static final List<String> JVM =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED");
  private static final Duration START_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int OK = 200;

  private final Service service;
  private final String name;
  private final int port;
  private final Process process;

  private ServiceProcess(Service service, String name, int port, Process process) {
    this.service = service;
    this.name = name;
    this.port = port;
    this.process = process;
  }

  /** Starts the process without waiting; see {@link #awaitReady}. */
  static ServiceProcess start(Service service, String name, Map<String, String> variables) {
    int port = Ports.free();
    Path log = Checkout.target("e2e-logs").resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(Checkout.java());
    builder.command().addAll(JVM);
    builder.command().addAll(List.of("-jar", service.jar().toString()));
    builder.environment().putAll(variables);
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    builder.environment().put("SERVER_ADDRESS", "127.0.0.1");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      return new ServiceProcess(service, name, port, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the service is ready and returns this process. */
  public ServiceProcess awaitReady() {
    await(name + " is ready")
        .atMost(START_TIMEOUT)
        .pollInterval(Duration.ofMillis(200))
        .failFast(name + " has exited; see its log in target/e2e-logs", () -> !process.isAlive())
        .until(this::isReady);
    return this;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The first measurement of a metric, filtered by tags such as {@code outcome:refused}. */
  public double metric(String metric, String... tags) {
    String query = tags.length == 0 ? "" : "?tag=" + String.join("&tag=", tags);
    JsonNode body = JsonMapper.shared().readTree(get("/actuator/metrics/" + metric + query).body());
    return body.path("measurements").path(0).path("value").asDouble();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGKILL and waits for the process to exit. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Sends SIGSTOP. */
  public void pause() {
    Signals.send("STOP", process.pid());
  }

  /** Sends SIGCONT. */
  public void resume() {
    Signals.send("CONT", process.pid());
  }

  private boolean isReady() {
    try {
      return get(service.readyPath()).statusCode() == OK;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private HttpResponse<String> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(address().resolve(path)).timeout(RESPONSE_TIMEOUT).build();
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** Sends SIGTERM, so that the service drains, and SIGKILL after 40 s. */
  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
      // A paused process does not handle SIGTERM.
      resume();
    }
    awaitExit();
  }

  private void awaitExit() {
    try {
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IllegalStateException(name + " did not exit within " + STOP_TIMEOUT);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
