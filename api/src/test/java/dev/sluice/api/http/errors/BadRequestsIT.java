package dev.sluice.api.http.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Mappings;
import dev.sluice.api.TestApi;
import dev.sluice.api.openapi.Contract;
import dev.sluice.api.raw.RawClient;
import dev.sluice.api.raw.RawResponse;
import dev.sluice.wire.Json;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The table of bad requests: each gets the status that it deserves, in the one shape. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestsIT {

  private final TestApi api = TestApi.shared();
  private final Contract contract = Contract.of(api);

  BadRequestsIT() throws Exception {}

  /** All rows whose endpoint is there. */
  static Stream<BadRequest> rows() throws Exception {
    Set<String> mapped = Mappings.of(TestApi.shared());
    return Stream.of(
            BadJson.rows(),
            BadFields.rows(),
            BadHeads.rows(),
            BadCalls.rows(),
            BadChats.rows(),
            BadReplays.rows(),
            BadWebhooks.rows())
        .flatMap(rows -> rows)
        .filter(row -> row.endpoint().isEmpty() || mapped.contains(row.endpoint()));
  }

  /** No version may mean HTTP/0.9, whose answers have neither status nor headers. */
  @ParameterizedTest
  @ValueSource(
      strings = {"GARBAGE", "GET", "GET ", "GET  HTTP/1.1", "\u0016\u0003\u0001\u0002 hello"})
  void aLineWithoutVersionIsAnsweredWithTheShape(String line) throws Exception {
    try (Socket socket = new RawClient(api).open()) {
      socket.getOutputStream().write((line + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      JsonNode error = Json.mapper().readTree(answer.substring(answer.indexOf('{')));
      assertThat(error.propertyNames()).containsExactlyInAnyOrder("error", "code", "message");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void aBadRequestIsAnsweredInTheShape(BadRequest row) throws Exception {
    RawResponse answer = new RawClient(api).send(row.request());
    contract.check(row.request(), answer);
    JsonNode error = answer.json();
    assertThat(answer.status()).as("%s: %s", row, answer.text()).isEqualTo(row.status());
    assertThat(error.path("error").asString()).isEqualTo(row.error());
    assertThat(error.path("code").asString()).as(row.toString()).isEqualTo(row.code());
    assertThat(error.path("message").asString()).isNotBlank().hasSizeLessThan(300);
    Set<String> keys = new TreeSet<>(Set.of("error", "code", "message"));
    if (row.param() != null) {
      assertThat(error.path("param").asString()).isEqualTo(row.param());
      keys.add("param");
    }
    assertThat(error.propertyNames()).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("X-Request-Id")).matches("[\\x21-\\x7e]{1,128}");
    assertThat(answer.headers() + answer.text())
        .doesNotContain(BadRequest.LEAK, "LEAKED", TestApi.ADMIN_KEY)
        .doesNotContainPattern(
            "(?i)exception|tomcat|spring|jackson|java\\.|\\bat dev\\.|<html|select ");
    assertThat(answer.headers()).doesNotContainKeys("Server", "X-Injected", "Set-Cookie");
  }
}
