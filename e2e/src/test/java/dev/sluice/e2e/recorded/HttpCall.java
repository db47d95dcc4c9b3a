package dev.sluice.e2e.recorded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sends the HTTP requests of a recording. */
final class HttpCall {
  private static final HttpClient HTTP = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  private static final Duration TIMEOUT = Duration.ofSeconds(70);

  private final URI api;
  private final Variables variables;

  HttpCall(URI api, Variables variables) {
    this.api = api;
    this.variables = variables;
  }

  RecordedResponse send(ObjectNode step) {
    URI target = URI.create(api + variables.fill(step.path("path").stringValue()));
    HttpRequest.Builder request = HttpRequest.newBuilder(target).timeout(TIMEOUT);
    String caller = step.path("as").asString("tenant");
    if (!caller.equals("nobody")) {
      request.header("Authorization", "Bearer " + variables.get(caller));
    }
    JsonNode headers = step.path("headers");
    headers.forEachEntry(
        (name, value) -> request.header(name, variables.fill(value.stringValue())));
    JsonNode body = step.path("body");
    if (body.isMissingNode()) {
      request.method(step.path("method").stringValue(), BodyPublishers.noBody());
    } else {
      if (!headers.has("Content-Type")) {
        request.header("Content-Type", "application/json");
      }
      String text = body.isString() ? body.stringValue() : body.toString();
      request.method(
          step.path("method").stringValue(), BodyPublishers.ofString(variables.fill(text)));
    }
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new RecordedResponse(
          response.statusCode(), response.headers(), ResponseBody.parse(response));
    } catch (IOException e) {
      throw new UncheckedIOException(step.path("name").asString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
