package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TestApi;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessIT {

  private static final Set<String> OPEN =
      Set.of("/health", "/live", "/ready", "/openapi.json", "/docs", "/docs/docs.js");

  private final TestApi api = TestApi.shared();

  AccessIT() throws Exception {}

  @Test
  void whoShowsNothingIsRefusedEverywhereButForHealth() throws Exception {
    for (String path :
        List.of("/v1/jobs/x", "/v1/admin/keys", "/v1/nothing", "/actuator/metrics")) {
      HttpResponse<String> response = api.send(api.anonymous(path));
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
      assertThat(TestApi.json(response).path("error").asString()).isEqualTo("authentication_error");
      assertThat(TestApi.json(response).path("code").asString()).isEqualTo("missing_credentials");
    }
    for (String path : OPEN) {
      assertThat(api.send(api.anonymous(path)).statusCode()).isNotEqualTo(401);
    }
  }

  @Test
  void whatIsNoKeyIsRefused() throws Exception {
    for (String[] header :
        new String[][] {
          {"X-API-Key", "slk_wrong"},
          {"X-API-Key", ""},
          {"Authorization", "Bearer slk_wrong"},
          {"Authorization", "Basic YWRtaW46YWRtaW4="},
          {"X-API-Key", "k".repeat(600)}
        }) {
      HttpResponse<String> response =
          api.send(api.anonymous("/v1/jobs/x").header(header[0], header[1]));
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(TestApi.json(response).path("code").asString()).isEqualTo("invalid_credentials");
    }
  }

  @Test
  void aKeyWorksInEitherHeader() throws Exception {
    String key = api.createKey("headers", List.of("jobs:read"));
    assertThat(status(api.anonymous("/v1/jobs/x").header("X-API-Key", key))).isEqualTo(404);
    assertThat(status(api.anonymous("/v1/jobs/x").header("Authorization", "Bearer " + key)))
        .isEqualTo(404);
    assertThat(status(api.anonymous("/v1/jobs/x").header("Authorization", "bearer " + key)))
        .isEqualTo(404);
  }

  @Test
  void readingDoesNotAllowWriting() throws Exception {
    String key = api.createKey("reader", List.of("jobs:read"));
    assertThat(
            status(
                TestApi.posting(
                    api.anonymous("/v1/jobs").header("X-API-Key", key), "{\"prompt\":\"a\"}")))
        .isEqualTo(403);
    assertThat(status(api.anonymous("/v1/jobs/x").header("X-API-Key", key).DELETE()))
        .isEqualTo(403);
    assertThat(status(api.anonymous("/v1/admin/keys").header("X-API-Key", key))).isEqualTo(403);
  }

  @Test
  void anonymousCallersAreLetInWhereAskedFor() throws Exception {
    try (TestApi open = TestApi.start(Map.of("sluice.security.anonymous", "allow"))) {
      HttpResponse<String> accepted =
          open.send(TestApi.posting(open.anonymous("/v1/jobs"), "{\"prompt\":\"a\"}"));
      assertThat(accepted.statusCode()).isEqualTo(202);
      String job = "/v1/jobs/" + TestApi.jobId(accepted);
      assertThat(open.send(open.anonymous(job)).statusCode()).isEqualTo(200);
      assertThat(open.get(job).statusCode()).isEqualTo(404);
      assertThat(open.send(open.anonymous("/v1/admin/keys")).statusCode()).isEqualTo(403);
      assertThat(open.send(open.anonymous(job).header("X-API-Key", "slk_wrong")).statusCode())
          .isEqualTo(401);
    }
  }

  private int status(HttpRequest.Builder request) throws Exception {
    return api.send(request).statusCode();
  }
}
