package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TestApi;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Browsers are not the users; where one comes along, nothing is done on its behalf. */
class BrowserIT {

  private final TestApi api = TestApi.shared();

  BrowserIT() throws Exception {}

  @Test
  void optionsTellWhatAPathTakesToKnownCallersOnly() throws Exception {
    HttpResponse<String> told = api.send(options(api.request("/v1/jobs")));
    assertThat(told.statusCode()).isEqualTo(200);
    assertThat(told.headers().firstValue("Allow").orElseThrow()).contains("POST");
    HttpResponse<String> unknown = api.send(options(api.anonymous("/v1/jobs")));
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(unknown.headers().firstValue("Allow")).isEmpty();
    assertThat(api.send(options(api.request("/v1/nothing"))).statusCode()).isEqualTo(404);
    assertThat(api.send(options(api.request("/v1/admin/keys", "acme"))).statusCode())
        .isEqualTo(403);
  }

  @Test
  void noOtherSitesScriptIsLetIn() throws Exception {
    for (String path :
        List.of("/v1/jobs", "/v1/jobs/x", "/health", "/v1/nothing", "/v1/admin/keys")) {
      for (HttpRequest.Builder request : List.of(api.request(path), api.anonymous(path))) {
        HttpResponse<String> response =
            api.send(
                options(request)
                    .header("Origin", "https://evil.test")
                    .header("Access-Control-Request-Method", "POST"));
        assertThat(response.statusCode()).as(path).isIn(401, 403, 404);
        assertThat(TestApi.json(response).path("code").asString()).isNotEmpty();
        assertNothingIsShared(response);
      }
    }
    HttpResponse<String> read =
        api.send(api.request("/v1/admin/keys").header("Origin", "https://evil.test"));
    assertThat(read.statusCode()).isEqualTo(200);
    assertNothingIsShared(read);
  }

  @Test
  void everyAnswerTellsABrowserToDoNothingClever() throws Exception {
    for (HttpResponse<String> response :
        List.of(
            api.send(api.anonymous("/health")),
            api.send(api.anonymous("/v1/jobs/x")),
            api.get("/v1/jobs/" + api.submit()),
            api.get("/v1/admin/keys"),
            api.get("/v1/nothing"))) {
      assertHeader(response, "X-Content-Type-Options", "nosniff");
      assertHeader(response, "X-Frame-Options", "DENY");
      assertHeader(response, "Referrer-Policy", "no-referrer");
      assertHeader(
          response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
      assertThat(response.headers().map()).doesNotContainKeys("pragma", "expires", "server");
    }
    assertHeader(api.get("/v1/admin/keys"), "Cache-Control", "no-store");
    assertHeader(api.send(api.anonymous("/health")), "Cache-Control", "no-store");
    assertHeader(api.get("/v1/jobs/" + api.submit()), "Cache-Control", "no-cache, private");
    assertThat(
            api.send(api.anonymous("/docs"))
                .headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow())
        .contains("script-src 'self'");
  }

  private static void assertHeader(HttpResponse<String> response, String name, String value) {
    assertThat(response.headers().allValues(name)).as(name).containsExactly(value);
  }

  private static void assertNothingIsShared(HttpResponse<String> response) {
    assertThat(response.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
  }

  private static HttpRequest.Builder options(HttpRequest.Builder request) {
    return request.method("OPTIONS", BodyPublishers.noBody());
  }
}
