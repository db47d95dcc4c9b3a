package dev.sluice.api.chat;

import static dev.sluice.api.chat.ChatApi.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TestApi;
import dev.sluice.api.http.sse.RawClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock(value = ChatApi.LOCK, mode = ResourceAccessMode.READ)
class DeprecationIT {

  private static final String DEPRECATION = "@1793491200";
  private static final String SUNSET = "Mon, 01 Nov 2027 00:00:00 GMT";
  private static final String LINK = "</v2/chat>; rel=\"successor-version\"";

  private static ChatApi api;

  @BeforeAll
  static void start() throws Exception {
    api = ChatApi.shared();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat", "/v1/chat/stream"})
  void everyAnswerOfVersion1SaysThatItIsDeprecated(String path) throws Exception {
    assertDeprecated(200, api.post(path, chat("gpt-4o", "Hello")));
    assertDeprecated(400, api.post(path, "{}"));
    assertDeprecated(400, api.post(path, "{"));
    assertDeprecated(502, api.post(path, chat("gpt-4o", "x [[sim: 401]]")));
    assertDeprecated(413, api.post(path, " ".repeat(5_000_000)));
    assertDeprecated(405, api.api.get(path));
    assertDeprecated(
        415,
        api.api.send(
            api.api
                .request(path)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("x"))));
    assertDeprecated(
        401, api.api.send(TestApi.posting(api.api.anonymous(path), chat("gpt-4o", "Hello"))));
  }

  @Test
  void refusalOfTheContainerSaysSoToo() throws Exception {
    try (RawClient client = new RawClient(api.api.port())) {
      // Refused by the firewall in front of the security chain.
      client.send("POST /v1/chat HTTP/1.1\r\nHost: x\r\nX-A: b\u0001\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 40").contains(DEPRECATION);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/chat", "/v1/chatter", "/v1/jobs"})
  void nothingElseDoes(String path) throws Exception {
    HttpHeaders headers = api.post(path, "{}").headers();
    assertThat(headers.map()).doesNotContainKeys("deprecation", "sunset", "link");
  }

  private static void assertDeprecated(int status, HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(
            List.of(
                response.headers().allValues("deprecation"),
                response.headers().allValues("sunset"),
                response.headers().allValues("link")))
        .containsExactly(List.of(DEPRECATION), List.of(SUNSET), List.of(LINK));
  }
}
