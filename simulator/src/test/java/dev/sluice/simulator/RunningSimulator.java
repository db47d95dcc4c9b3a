package dev.sluice.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.sluice.simulator.http.SimulatorServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The simulator on a free port, with clients for it. */
final class RunningSimulator implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;

  /** Starts the simulator with {@code --name=value} arguments. The default latency is 2 ms. */
  RunningSimulator(String... arguments) {
    context =
        SimulatorApplication.builder()
            .properties("server.port=0", "sluice.simulator.latency.median=2ms")
            .run(arguments);
    port = context.getBean(SimulatorServer.class).port();
  }

  int port() {
    return port;
  }

  OpenAIClient openAi() {
    return OpenAIOkHttpClient.builder()
        .baseUrl(uri("/v1").toString())
        .apiKey("any")
        .maxRetries(0)
        .timeout(PATIENCE)
        .build();
  }

  AnthropicClient anthropic() {
    return AnthropicOkHttpClient.builder()
        .baseUrl(uri("").toString())
        .apiKey("any")
        .maxRetries(0)
        .timeout(PATIENCE)
        .build();
  }

  /** Sends a {@code POST} with an API key. */
  HttpResponse<String> post(String path, String body) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .timeout(PATIENCE)
            .header("authorization", "Bearer any")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).timeout(PATIENCE));
  }

  HttpResponse<String> send(String method, String path, String body) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .timeout(PATIENCE)
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The log entries whose message contains {@code text}. */
  List<JsonNode> calls(String text) {
    return get("/_calls?contains=" + URLEncoder.encode(text, UTF_8))
        .body()
        .lines()
        .map(MAPPER::readTree)
        .toList();
  }

  /** The only log entry whose message contains {@code text}. */
  JsonNode call(String text) {
    List<JsonNode> calls = calls(text);
    if (calls.size() != 1) {
      throw new AssertionError("%d calls contain %s".formatted(calls.size(), text));
    }
    return calls.getFirst();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() {
    http.close();
    context.close();
  }
}
