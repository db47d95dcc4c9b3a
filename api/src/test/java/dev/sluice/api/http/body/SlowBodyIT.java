package dev.sluice.api.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import dev.sluice.api.raw.RawClient;
import dev.sluice.api.raw.RawRequest;
import dev.sluice.api.raw.RawResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Nobody holds a connection by sending slowly. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowBodyIT {

  private static final RawRequest PROMISE =
      RawRequest.post("/v1/jobs", "").with("Content-Length: 100000");

  private TestApi api;
  private RawClient client;

  @BeforeAll
  void start() {
    api =
        TestApi.start(
            Map.of("sluice.body.read-timeout", "1s", "server.tomcat.connection-timeout", "2s"));
    client = new RawClient(api);
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @Test
  void aBodyThatDripsIsAnsweredWith408AndTheConnectionClosed() throws Exception {
    try (Socket socket = client.open()) {
      socket.getOutputStream().write(RawClient.head(PROMISE));
      CompletableFuture<Void> dripping = drip(socket);
      RawResponse answer = RawClient.answer(socket);
      assertTimeout(answer);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      await().atMost(Duration.ofSeconds(20)).until(dripping::isDone);
    }
  }

  @Test
  void aBodyThatStopsComingIsAnsweredWith408() throws Exception {
    try (Socket socket = client.open()) {
      socket.getOutputStream().write(RawClient.head(PROMISE));
      socket.getOutputStream().write("{\"prompt\":".getBytes(StandardCharsets.UTF_8));
      assertTimeout(RawClient.answer(socket));
    }
  }

  @Test
  void aHeadThatStopsComingEndsTheConnection() throws Exception {
    try (Socket socket = client.open()) {
      socket
          .getOutputStream()
          .write("POST /v1/jobs HTTP/1.1\r\nHost:".getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void aBodyThatWaitsForItsContinueIsRead() throws Exception {
    RawRequest polite =
        RawRequest.post("/v1/jobs", "{\"prompt\":\"a\"}").with("Expect: 100-continue");
    assertThat(client.send(polite).status()).isEqualTo(202);
  }

  private static void assertTimeout(RawResponse answer) {
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.json().path("error").asString()).isEqualTo("invalid_request");
    assertThat(answer.json().path("code").asString()).isEqualTo("request_timeout");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Connection")).isEqualTo("close");
  }

  /** A byte every now and then, until the other side is gone. */
  private static CompletableFuture<Void> drip(Socket socket) {
    return CompletableFuture.runAsync(() -> {
      try {
        while (true) {
          socket.getOutputStream().write(' ');
          java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
      } catch (SocketException _) {
        // That is what the test waits for.
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    });
  }
}
