package dev.sluice.api.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.api.TestApi;
import dev.sluice.api.http.sse.RawClient;
import dev.sluice.simulator.SimulatorApplication;
import dev.sluice.simulator.http.SimulatorServer;
import dev.sluice.wire.Json;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An api whose providers are both the simulator, in both protocols. */
public final class ChatApi implements AutoCloseable {

  /** JUnit's resource lock for {@link #shared}, for those which count what all its callers do. */
  public static final String LOCK = "shared chat api";

  private static final FutureTask<ChatApi> SHARED = new FutureTask<>(() -> new ChatApi(Map.of()));

  public final TestApi api;
  private final ConfigurableApplicationContext simulator;
  private final URI provider;
  private final HttpClient http = HttpClient.newHttpClient();

  public ChatApi(Map<String, String> settings) {
    simulator =
        SimulatorApplication.builder()
            .run("--server.port=0", "--sluice.simulator.latency.median=1ms");
    provider = URI.create("http://127.0.0.1:" + simulator.getBean(SimulatorServer.class).port());
    Map<String, String> all = new HashMap<>();
    all.put("sluice.provider.openai.base-url", provider + "/v1");
    all.put("sluice.provider.anthropic.base-url", provider.toString());
    all.putAll(settings);
    api = TestApi.start(all);
  }

  public static ChatApi shared() throws Exception {
    SHARED.run();
    return SHARED.get();
  }

  /** A request of one user message, and more fields as JSON members. */
  static String chat(String model, String message, String... members) {
    ObjectNode request = Json.mapper().createObjectNode().put("model", model);
    request.putArray("messages").addObject().put("role", "user").put("content", message);
    for (String member : members) {
      ObjectNode more = (ObjectNode) Json.mapper().readTree("{" + member + "}");
      request.setAll(more);
    }
    return request.toString();
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return api.post(path, body);
  }

  /** A connection on which this request has been sent. */
  public RawClient open(String path, String body) throws IOException {
    RawClient client = new RawClient(api.port());
    client.send(raw(path, body));
    return client;
  }

  static String raw(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: x\r\nX-API-Key: "
        + TestApi.ADMIN_KEY
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + body.getBytes(UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  /** The calls whose last message has this text in it, as the provider saw them. */
  List<JsonNode> calls(String text) throws Exception {
    URI uri = provider.resolve("/_calls?contains=" + URLEncoder.encode(text, UTF_8));
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body()
        .lines()
        .map(line -> Json.mapper().readTree(line))
        .toList();
  }

  /** How many permits of all providers are taken. */
  double permitsTaken() {
    return api.bean(MeterRegistry.class).find("sluice.provider.in.flight").gauges().stream()
        .mapToDouble(gauge -> gauge.value())
        .sum();
  }

  /** The documents of a stream's frames, in order, without the last. */
  static List<JsonNode> documents(String stream) {
    return stream
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> Json.mapper().readTree(line.substring("data: ".length())))
        .toList();
  }

  public void stopProvider() {
    simulator.close();
  }

  @Override
  public void close() {
    api.close();
    simulator.close();
  }
}
