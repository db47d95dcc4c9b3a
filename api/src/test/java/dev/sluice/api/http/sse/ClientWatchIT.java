package dev.sluice.api.http.sse;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Over real connections, where what a client does to them is all there is to see. */
class ClientWatchIT {

  /** Some looks at the connection. */
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final CountDownLatch handling = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private SseServer server;

  @BeforeEach
  void start() {
    server = new SseServer(Duration.ofSeconds(15));
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.close();
  }

  enum Leaving {
    CLOSE,
    RESET,
    HALF_CLOSE
  }

  @ParameterizedTest
  @EnumSource
  void clientThatLeavesWhileNothingIsWrittenIsNoticed(Leaving how) throws Exception {
    waitInHandler();
    RawClient client = new RawClient(server.port());
    client.post("/");
    assertThat(handling.await(10, SECONDS)).isTrue();

    leave(client, how);

    assertThat(gone.await(10, SECONDS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void clientThatLeavesAfterBytesOfItsNextRequestIsNoticed(Leaving how) throws Exception {
    waitInHandler();
    RawClient client = new RawClient(server.port());
    client.post("/");
    assertThat(handling.await(10, SECONDS)).isTrue();
    client.send("POST / HTTP/1.1\r\n");
    await().during(A_WHILE).until(() -> gone.getCount() == 1);
    client.send("Host: x\r\n");

    leave(client, how);

    assertThat(gone.await(10, SECONDS)).isTrue();
  }

  @Test
  void clientThatWaitsIsLeftInPeaceAndItsConnectionGoesOn() throws Exception {
    waitInHandler();
    try (RawClient client = new RawClient(server.port())) {
      client.post("/");
      await().during(A_WHILE).until(() -> gone.getCount() == 1);
      release.countDown();
      assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200");
      client.post("/");
      assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200");
    }
    assertThat(gone.getCount()).isOne();
  }

  @ParameterizedTest
  @EnumSource
  void bytesOfTheNextRequestAreNotLostNorTakenForAnEnd(Ahead ahead) throws Exception {
    waitInHandler();
    try (RawClient client = new RawClient(server.port())) {
      String next = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
      client.send(ahead.first);
      assertThat(handling.await(10, SECONDS)).isTrue();
      client.send(next.substring(0, ahead.early));
      await().during(A_WHILE).until(() -> gone.getCount() == 1);
      release.countDown();
      client.send(next.substring(ahead.early));
      assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200");
      assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200");
    }
  }

  enum Ahead {
    ONE_BYTE("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 1),
    ONE_BYTE_AFTER_NO_BODY("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 1),
    ONE_BYTE_AFTER_CHUNKS(
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 1),
    WHOLE_REQUEST("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 49);

    private final String first;
    private final int early;

    Ahead(String first, int early) {
      this.first = first;
      this.early = early;
    }
  }

  /** Tomcat reads them along with the body then, and keeps them until the request is over. */
  @Test
  void requestsThatCameTogetherWithTheFirstAreNotLost() throws Exception {
    waitInHandler();
    String request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
    try (RawClient client = new RawClient(server.port())) {
      client.send(request + request + request);
      assertThat(handling.await(10, SECONDS)).isTrue();
      await().during(A_WHILE).until(() -> gone.getCount() == 1);
      client.send(request);
      await().during(A_WHILE).until(() -> gone.getCount() == 1);
      release.countDown();
      for (int i = 0; i < 4; i++) {
        assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200");
      }
    }
  }

  /** The watch takes what its buffer has room for, and leaves the rest to the container. */
  @Test
  void nextRequestThatIsLargerThanTheBufferIsNotLost() throws Exception {
    waitInHandler();
    int half = 50_000;
    try (RawClient client = new RawClient(server.port())) {
      client.post("/");
      assertThat(handling.await(10, SECONDS)).isTrue();
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + 2 * half + "\r\n\r\n");
      await().during(A_WHILE).until(() -> gone.getCount() == 1);
      client.send("x".repeat(half));
      await().during(A_WHILE).until(() -> gone.getCount() == 1);
      release.countDown();
      client.send("x".repeat(half));
      assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200");
      assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200");
    }
  }

  private static void leave(RawClient client, Leaving how) throws IOException {
    switch (how) {
      case CLOSE -> client.close();
      case RESET -> client.reset();
      case HALF_CLOSE -> client.halfClose();
    }
  }

  private void waitInHandler() {
    server.handler((request, response) -> {
      try (var _ = server.clients.whileConnected(request, gone::countDown)) {
        handling.countDown();
        while (gone.getCount() > 0 && !release.await(10, MILLISECONDS)) {
          // Goes on until the test says so or the client has gone.
        }
      }
      response.setContentLength(4);
      response.getOutputStream().print("done");
    });
  }
}
