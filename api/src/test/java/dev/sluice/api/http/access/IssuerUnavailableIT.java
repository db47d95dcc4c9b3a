package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IssuerUnavailableIT {

  @Test
  void anIssuerThatIsAwayAtTheStartIsFoundLater() throws Exception {
    // Bound and not listening: it refuses connections, and nobody else is given the port.
    Socket place = new Socket();
    place.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    try (AuthorizationServer issuer = AuthorizationServer.stopped(place.getLocalPort())) {
      Map<String, String> settings = new HashMap<>(issuer.apiSettings());
      settings.put("sluice.security.oauth2.min-fetch-interval", "500ms");
      settings.put("sluice.security.oauth2.tenant-claim", "org");
      settings.put("sluice.security.oauth2.tenant-prefix", "org-");
      settings.put("sluice.security.oauth2.scopes", "jobs:read,jobs:write");
      try (TestApi api = TestApi.start(settings)) {
        String foreign;
        try (AuthorizationServer other = AuthorizationServer.start()) {
          foreign = other.token("acme", "jobs:read");
        }
        HttpResponse<String> away = api.send(with(api, foreign, "/v1/jobs/x"));
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(TestApi.json(away).path("code").asString())
            .isEqualTo("authentication_unavailable");
        assertThat(api.get("/v1/jobs/x").statusCode()).isEqualTo(404);
        assertThat(api.send(api.request("/v1/jobs/x", "acme")).statusCode()).isEqualTo(404);

        place.close();
        issuer.restart();
        String token =
            issuer.token(
                "acme",
                context -> context.getClaims().claim("org", "4711"),
                "jobs:read",
                "jobs:write",
                "admin");
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> api.send(with(api, token, "/v1/jobs/x")).statusCode() == 404);
        assertThat(api.send(with(api, foreign, "/v1/jobs/x")).statusCode()).isEqualTo(401);
        assertTenantIsPrefixedAndScopesAreLimited(api, token);
        assertThat(
                api.send(with(api, issuer.token("acme", "jobs:read"), "/v1/jobs/x")).statusCode())
            .isEqualTo(401);
      }
    }
  }

  private static void assertTenantIsPrefixedAndScopesAreLimited(TestApi api, String token)
      throws Exception {
    HttpResponse<String> submitted =
        api.send(TestApi.posting(with(api, token, "/v1/jobs"), "{\"prompt\":\"a\"}"));
    String job = "/v1/jobs/" + TestApi.jobId(submitted);
    assertThat(api.send(api.request(job, "org-4711")).statusCode()).isEqualTo(200);
    assertThat(api.send(api.request(job, "4711")).statusCode()).isEqualTo(404);
    assertThat(api.send(with(api, token, "/v1/admin/keys")).statusCode()).isEqualTo(403);
  }

  @Test
  void tokensAreRefusedWhereNoIssuerIsConfigured() throws Exception {
    try (AuthorizationServer issuer = AuthorizationServer.start()) {
      TestApi api = TestApi.shared();
      assertThat(api.send(with(api, issuer.token("acme", "jobs:read"), "/v1/jobs/x")).statusCode())
          .isEqualTo(401);
      assertThat(issuer.keyFetches()).isZero();
    }
  }

  @Test
  void anIssuerWithoutAnAudienceFailsTheStart() {
    Map<String, String> settings =
        Map.of("spring.security.oauth2.resourceserver.jwt.issuer-uri", "https://issuer.test");
    assertThatThrownBy(() -> TestApi.start(settings).close())
        .hasStackTraceContaining("audiences must name");
  }

  private static HttpRequest.Builder with(TestApi api, String token, String path) {
    return api.anonymous(path).header("Authorization", "Bearer " + token);
  }
}
