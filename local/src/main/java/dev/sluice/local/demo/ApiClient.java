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

/** A client of the public API. */
final class ApiClient implements AutoCloseable {
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(70);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;

  ApiClient(URI base) {
    this.base = base;
  }

  /** A response of any status. */
  record Response(int status, JsonNode body) {}

  Response post(String key, String path, JsonNode body) {
    return send(
        request(key, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(body))));
  }

  Response get(String key, String path) {
    return send(request(key, path));
  }

  private HttpRequest.Builder request(String key, String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(RESPONSE_TIMEOUT)
        .header("Authorization", "Bearer " + key);
  }

  private Response send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new Response(response.statusCode(), Json.mapper().readTree(response.body()));
    } catch (IOException e) {
      throw new DemoException("The API does not respond: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("Interrupted");
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
