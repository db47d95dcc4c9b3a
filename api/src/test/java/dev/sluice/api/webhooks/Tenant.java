package dev.sluice.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.sluice.api.TestApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A tenant of its own, and what it asks of its webhooks. */
record Tenant(TestApi api, String name) {

  static final String PATH = "/v1/webhooks";
  static final String URL = "{\"url\":\"https://example.com/hook\"}";

  static Tenant of(TestApi api) {
    return new Tenant(api, "webhooks-" + UUID.randomUUID());
  }

  HttpResponse<String> get(String path) throws Exception {
    return api.send(api.request(path, name));
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return api.send(TestApi.posting(api.request(path, name), body));
  }

  HttpResponse<String> patch(String id, String body) throws Exception {
    return api.send(
        api.request(at(id), name)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  HttpResponse<String> delete(String id) throws Exception {
    return api.send(api.request(at(id), name).DELETE());
  }

  /** The webhook that is made. */
  @CanIgnoreReturnValue
  JsonNode make(String body) throws Exception {
    return json(post(PATH, body), 201);
  }

  /** The id of a new one. */
  String id() throws Exception {
    return make(URL).path("id").asString();
  }

  JsonNode show(String id) throws Exception {
    return json(get(at(id)), 200);
  }

  @CanIgnoreReturnValue
  JsonNode change(String id, String body) throws Exception {
    return json(patch(id, body), 200);
  }

  HttpResponse<String> rotate(String id, String body) throws Exception {
    return post(at(id) + "/rotate-secret", body);
  }

  static String at(String id) {
    return PATH + "/" + id;
  }

  static JsonNode json(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return TestApi.json(response);
  }

  static void refused(HttpResponse<String> response, int status, String code) {
    assertThat(json(response, status).path("code").asString()).isEqualTo(code);
  }
}
