package dev.sluice.api.http.sse;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stream as bytes on a connection. */
class EventStreamIT {

  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);
  private SseServer server = new SseServer(Duration.ofSeconds(15));

  @AfterEach
  void stop() {
    release.countDown();
    server.close();
  }

  @Test
  void framesLeaveAtOnceWithTheHeadersOfAStream() throws Exception {
    server.handler((request, response) -> {
      try (EventStream stream = server.streams.open(request, response, gone::countDown)) {
        assertThat(stream.send(SseFrame.of("one"))).isTrue();
        release.await();
        assertThat(stream.send(new SseFrame("end", "2", "two"))).isTrue();
      }
    });
    try (RawClient client = new RawClient(server.port())) {
      client.post("/");
      String head = client.readUntil("\r\n\r\n");
      assertThat(head)
          .startsWith("HTTP/1.1 200")
          .contains("\r\nContent-Type: text/event-stream\r\n")
          .contains("\r\nCache-Control: no-cache\r\n")
          .contains("\r\nX-Accel-Buffering: no\r\n");
      // While the handler still waits.
      assertThat(client.readUntil("one\n\n\r\n")).isEqualTo("b\r\ndata: one\n\n\r\n");
      release.countDown();
      assertThat(client.readUntil("0\r\n\r\n"))
          .isEqualTo("1c\r\nevent: end\nid: 2\ndata: two\n\n\r\n0\r\n\r\n");
      client.post("/");
      client.readUntil("0\r\n\r\n");
    }
    assertThat(gone.getCount()).isOne();
  }

  @Test
  void silenceIsFilledWithComments() throws Exception {
    server.close();
    server = new SseServer(Duration.ofMillis(100));
    server.handler((request, response) -> {
      try (EventStream stream = server.streams.open(request, response, gone::countDown)) {
        release.await();
        assertThat(stream.closeUnlessBegun()).isFalse();
        assertThat(stream.send(SseFrame.of("end"))).isTrue();
      }
    });
    try (RawClient client = new RawClient(server.port())) {
      client.post("/");
      assertThat(client.readUntil("\r\n\r\n")).contains("text/event-stream");
      for (int i = 0; i < 3; i++) {
        assertThat(client.readUntil("\n\n\r\n")).isEqualTo("e\r\n: keep-alive\n\n\r\n");
      }
      release.countDown();
      assertThat(client.readUntil("0\r\n\r\n")).contains("data: end\n\n");
    }
  }

  @Test
  void streamThatHasNotBegunLeavesTheResponseToItsHandler() throws Exception {
    server.handler((request, response) -> {
      try (EventStream stream = server.streams.open(request, response, gone::countDown)) {
        assertThat(stream.closeUnlessBegun()).isTrue();
        assertThat(stream.send(SseFrame.of("late"))).isFalse();
        response.sendError(418);
      }
    });
    try (RawClient client = new RawClient(server.port())) {
      client.post("/");
      assertThat(client.readUntil("\r\n\r\n"))
          .startsWith("HTTP/1.1 418")
          .doesNotContain("event-stream");
    }
  }

  @Test
  void clientThatLeavesInTheMiddleIsNoticedWithoutAWrite() throws Exception {
    server.handler((request, response) -> {
      try (EventStream stream = server.streams.open(request, response, gone::countDown)) {
        stream.send(SseFrame.of("one"));
        release.await();
      }
    });
    try (RawClient client = new RawClient(server.port())) {
      client.post("/");
      client.readUntil("one");
    }
    // Before the keep-alive, which is a write.
    assertThat(gone.await(10, SECONDS)).isTrue();
  }

  @Test
  void clientThatTakesNothingIsDisconnected() throws Exception {
    CompletableFuture<Boolean> refused = new CompletableFuture<>();
    server.handler((request, response) -> {
      try (EventStream stream = server.streams.open(request, response, gone::countDown)) {
        SseFrame frame = SseFrame.of("x".repeat(100_000));
        int sent = 0;
        while (stream.send(frame) && sent < 10_000) {
          sent++;
        }
        refused.complete(sent < 10_000 && stream.gone());
      }
    });
    try (RawClient client = new RawClient(server.port())) {
      client.post("/");
      assertThat(refused.get(30, SECONDS)).isTrue();
    }
    assertThat(gone.getCount()).isZero();
  }
}
