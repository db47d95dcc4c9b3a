package dev.sluice.local.demo;

import dev.sluice.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** The API as any client sees it. */
final class ApiClient implements AutoCloseable {
  private static final Duration ANSWER_BOUND = Duration.ofSeconds(70);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;

  ApiClient(URI base) {
    this.base = base;
  }

  /** An answer, whatever its status. */
  record Answer(int status, JsonNode body) {}

  Answer post(String key, String path, JsonNode body) {
    return send(
        request(key, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(body))));
  }

  Answer get(String key, String path) {
    return send(request(key, path));
  }

  private HttpRequest.Builder request(String key, String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(ANSWER_BOUND)
        .header("Authorization", "Bearer " + key);
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), Json.mapper().readTree(response.body()));
    } catch (IOException e) {
      throw new DemoFailure("The API does not answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("Interrupted");
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
