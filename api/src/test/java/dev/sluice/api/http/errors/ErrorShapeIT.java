package dev.sluice.api.http.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Mappings;
import dev.sluice.api.TestApi;
import dev.sluice.api.raw.RawClient;
import dev.sluice.api.raw.RawRequest;
import dev.sluice.api.raw.RawResponse;
import dev.sluice.wire.Json;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ErrorShapeIT {

  private static final int LIMIT = 4 * 1024 * 1024;

  private final TestApi api = TestApi.shared();

  ErrorShapeIT() throws Exception {}

  @ParameterizedTest
  @CsvSource({
    "GET,    /v1/nothing,          404, not_found,       route_not_found",
    "GET,    /,                    404, not_found,       route_not_found",
    "GET,    /error,               404, not_found,       route_not_found",
    "GET,    /v1/jobs/,            404, not_found,       route_not_found",
    "PUT,    /v1/jobs,             405, invalid_request, method_not_allowed",
    "PATCH,  /v1/jobs/x,           405, invalid_request, method_not_allowed",
    "POST,   /health,              405, invalid_request, method_not_allowed",
    "POST,   /v1/jobs,             415, invalid_request, unsupported_media_type",
    "GET,    /v1/jobs/x?wait=%zz,  400, invalid_request, ",
    "GET,    /v1/jobs/%zz,         400, invalid_request, ",
    "GET,    /v1//jobs,            400, invalid_request, ",
    "GET,    /v1/jobs/x;y=z,       400, invalid_request, ",
    "GET,    /v1/jobs/..%2f..,     400, invalid_request, ",
    "TRACE,  /v1/jobs,             405, invalid_request, ",
  })
  void whatTheFrameworkRefusesHasTheShape(
      String method, String path, int status, String error, String code) throws Exception {
    Answer answer =
        raw(
            "%s %s HTTP/1.1\r\nHost: a\r\nX-API-Key: %s\r\nX-Request-Id: req-1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                .formatted(method, path, TestApi.ADMIN_KEY));
    assertShape(answer, status, error);
    if (code != null) {
      assertThat(answer.json().path("code").asString()).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GARBAGE",
    "GET /v1/jobs HTTP/9.9",
    "GET /<script> HTTP/1.1",
    "G\u0001T / HTTP/1.1",
    "GET /\u00e9 HTTP/1.1"
  })
  void aRequestLineThatIsNoneHasTheShape(String line) throws Exception {
    Answer answer = raw(line + "\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(answer.status()).isBetween(400, 505);
    assertShape(
        answer, answer.status(), answer.status() < 500 ? "invalid_request" : "internal_error");
  }

  @Test
  void headersThatAreTooLargeHaveTheShape() throws Exception {
    Answer answer =
        raw(
            "GET /health HTTP/1.1\r\nHost: a\r\nX-Long: %s\r\nConnection: close\r\n\r\n"
                .formatted("x".repeat(20_000)));
    assertThat(answer.status()).isIn(400, 431);
    assertShape(answer, answer.status(), "invalid_request");
  }

  @Test
  void aMethodThatThePathDoesNotTakeIsToldWhichItTakes() throws Exception {
    HttpResponse<String> response = api.send(api.request("/v1/jobs").PUT(BodyPublishers.noBody()));
    assertThat(response.headers().firstValue("Allow").orElse("").split(", ", -1))
        .containsExactlyInAnyOrder("GET", "POST");
  }

  @ParameterizedTest
  @CsvSource({"TRACE, /v1/chat, POST", "FOO, /v1/chat, POST", "trace, /v1/models, GET"})
  void aMethodThatNothingTakesIsNoOther(String method, String path, String taken) throws Exception {
    RawResponse response =
        new RawClient(api).send(RawRequest.of(method, path).with("X-Request-Id: mine"));
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("Allow")).isEqualTo(taken);
    assertThat(response.header("X-Request-Id")).isEqualTo("mine");
    assertThat(response.json().path("code").asString()).isEqualTo("method_not_allowed");
    assertThat(response.text()).doesNotContain(TestApi.ADMIN_KEY);
  }

  @Test
  void theServerAsAWholeTellsWhichMethodsItTakes() throws Exception {
    RawRequest question = RawRequest.of("OPTIONS", "*").without("X-API-Key");
    RawResponse response = new RawClient(api).send(question.with("X-Request-Id: mine"));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("X-Request-Id")).isEqualTo("mine");
    assertThat(response.body()).isEmpty();
    Set<String> taken = new TreeSet<>(Set.of("HEAD", "OPTIONS"));
    Mappings.of(api).forEach(mapping -> taken.add(mapping.replaceAll(" .*", "")));
    assertThat(String.valueOf(response.header("Allow")).split(", ", -1))
        .containsExactlyInAnyOrderElementsOf(taken);
    assertThat(new RawClient(api).send(question).header("X-Request-Id")).hasSize(36);
  }

  @Test
  void whoAcceptsNoJsonIsToldInJson() throws Exception {
    HttpResponse<String> response =
        api.send(api.request("/v1/jobs/x").header("Accept", "text/html"));
    assertThat(response.statusCode()).isEqualTo(406);
    assertThat(TestApi.json(response).path("code").asString()).isEqualTo("not_acceptable");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/jobs,          Content-Type: text/plain,       415, The body must be"
        + " application/json.",
    "POST, /v1/jobs/batch,    Content-Type: application/json, 415, The body must be"
        + " application/x-ndjson.",
    "GET,  /v1/jobs/x,        Accept: text/html,              406, The response is available only"
        + " as application/json.",
    "GET,  /v1/jobs/x/events, Accept: application/json,       406, The response is available only"
        + " as text/event-stream.",
  })
  void whoMeetsAnotherTypeIsToldTheRightOne(
      String method, String path, String header, int status, String message) throws Exception {
    RawResponse response =
        new RawClient(api)
            .send(
                RawRequest.of(method, path)
                    .with(header)
                    .body("{}".getBytes(StandardCharsets.UTF_8)));
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.json().path("message").asString()).isEqualTo(message);
  }

  @Test
  void aBodyOverTheLimitIsRefusedWhetherItsLengthIsKnownOrNot() throws Exception {
    byte[] body = tooLarge();
    for (HttpRequest.BodyPublisher publisher :
        new HttpRequest.BodyPublisher[] {
          BodyPublishers.ofByteArray(body),
          // Chunked: the length is not told.
          BodyPublishers.ofByteArrays(Collections.nCopies(5, Arrays.copyOf(body, 1024 * 1024)))
        }) {
      HttpResponse<String> response =
          api.send(
              api.request("/v1/jobs").header("Content-Type", "application/json").POST(publisher));
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(TestApi.json(response).path("code").asString()).isEqualTo("body_too_large");
    }
  }

  @Test
  void aBodyOfExactlyTheLimitIsRead() throws Exception {
    byte[] body = Arrays.copyOf(tooLarge(), LIMIT);
    HttpResponse<String> response =
        api.send(
            api.request("/v1/jobs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestApi.json(response).path("code").asString()).isEqualTo("malformed_json");
  }

  @Test
  void malformedUtf8IsRefused() throws Exception {
    byte[] body = "{\"prompt\":\"a?\"}".getBytes(StandardCharsets.UTF_8);
    body[12] = (byte) 0xC3;
    HttpResponse<String> response =
        api.send(
            api.request("/v1/jobs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestApi.json(response).path("message").asString()).contains("UTF-8");
  }

  @Test
  void aRequestKeepsItsOwnIdAndGetsOneWhereItHasNone() throws Exception {
    assertThat(requestId(api.anonymous("/health").header("X-Request-Id", "mine-1")))
        .isEqualTo("mine-1");
    assertThat(requestId(api.anonymous("/health"))).hasSize(36);
    assertThat(requestId(api.anonymous("/health").header("X-Request-Id", "two words"))).hasSize(36);
    assertThat(requestId(api.anonymous("/health").header("X-Request-Id", "x".repeat(129))))
        .hasSize(36);
    assertThat(requestId(api.anonymous("/v1/jobs").header("X-Request-Id", "mine-2")))
        .isEqualTo("mine-2");
  }

  @Test
  void headIsGetWithoutABody() throws Exception {
    HttpResponse<String> response = api.send(api.request("/v1/jobs/" + api.submit()).HEAD());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("ETag")).isPresent();
  }

  private String requestId(HttpRequest.Builder request) throws Exception {
    return api.send(request).headers().firstValue("X-Request-Id").orElseThrow();
  }

  private static byte[] tooLarge() {
    byte[] body = new byte[LIMIT + 1];
    Arrays.fill(body, (byte) 'x');
    return body;
  }

  private record Answer(String text) {

    int status() {
      return Integer.parseInt(text.substring(9, 12));
    }

    JsonNode json() {
      String body = text.substring(text.indexOf("\r\n\r\n") + 4);
      return Json.mapper().readTree(body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1));
    }
  }

  private static void assertShape(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text())
        .contains("X-Request-Id: ")
        .doesNotContainIgnoringCase("<html", "tomcat", "exception");
    assertThat(answer.json().path("error").asString()).isEqualTo(error);
    assertThat(answer.json().path("code").asString()).isNotEmpty();
    assertThat(answer.json().path("message").asString()).isNotEmpty();
  }

  private Answer raw(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      return new Answer(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
