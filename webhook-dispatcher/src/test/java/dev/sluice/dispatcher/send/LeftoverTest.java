package dev.sluice.dispatcher.send;

import static dev.sluice.dispatcher.send.Sends.delivered;
import static dev.sluice.dispatcher.send.Sends.failure;
import static dev.sluice.dispatcher.send.Sends.response;
import static dev.sluice.dispatcher.send.Sends.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.egress.NameService;
import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.FailureClass;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of HTTP/1.1 that belong to no answer never become part of another, over real sockets. */
class LeftoverTest {

  private static final Certificates KNOWN = Certificates.of("ip:127.0.0.1");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String HALF_A_HEAD = "HTTP/1.1 200 OK\r\nX-Leftover: ";

  private final Sender sender =
      new Sender(
          Sends.settings(true, Duration.ofSeconds(5)),
          Clock.systemUTC(),
          NameService.ofSystem(),
          KNOWN.trust());

  @AfterEach
  void close() {
    sender.close();
  }

  private static @Nullable Certificates certificates(boolean secure) {
    return secure ? KNOWN : null;
  }

  // The second answer would otherwise be parsed behind the rest, and its 500 be a header's value.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofTheBeginningOfASecondAnswerNothingIsKept(boolean secure) throws Exception {
    try (RawHttp1Server server =
        new RawHttp1Server(
            certificates(secure),
            (number, wire) -> {
              if (number == 1) {
                wire.request();
                wire.send(OK + HALF_A_HEAD);
              }
              wire.answerAll(500);
            })) {
      delivered(send(sender, server.url()));
      assertThat(failure(send(sender, server.url()))).isEqualTo(FailureClass.HTTP_STATUS);
      assertThat(server.connections()).isEqualTo(2);
      assertThat(server.requests()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "304 Not Modified\r\nContent-Length: 6",
        "204 No Content\r\nContent-Length: 6",
        "204 No Content\r\nContent-Length: 0\r\nContent-Length: 6",
        "304 Not Modified\r\nTransfer-Encoding: chunked",
        "200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5"
      })
  void anAnswerThatMayBeLongerThanItIsTakenForIsTheLastOfItsConnection(String head)
      throws Exception {
    String body = head.startsWith("200") ? "0\r\n\r\n" : "";
    try (RawHttp1Server server =
        new RawHttp1Server(
            null,
            (number, wire) -> {
              if (number == 1) {
                wire.request();
                wire.send("HTTP/1.1 " + head + "\r\n\r\n" + body);
              }
              wire.answerAll(200);
            })) {
      send(sender, server.url());
      delivered(send(sender, server.url()));
      assertThat(server.connections()).isEqualTo(2);
      assertThat(server.requests()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void aBodyWhereThereIsNoneHarmsNobody(int status) throws Exception {
    try (RawHttp1Server server =
        new RawHttp1Server(
            null,
            (_, wire) -> {
              wire.request();
              wire.send("HTTP/1.1 " + status + " Said\r\n\r\nbeside");
              wire.answerAll(500);
            })) {
      for (int attempt = 1; attempt <= 20; attempt++) {
        Optional<AttemptOutcome> outcome = send(sender, server.url());
        if (status == 304) {
          assertThat(failure(outcome)).isEqualTo(FailureClass.HTTP_STATUS);
        } else {
          assertThat(response(outcome).status()).isEqualTo(status);
        }
        assertThat(server.connections()).isEqualTo(attempt);
        assertThat(server.requests()).isEqualTo(attempt);
      }
    }
  }

  @Test
  void anAnswerWithoutABodyThatSaysSoKeepsItsConnection() throws Exception {
    try (RawHttp1Server server = new RawHttp1Server(null, (_, wire) -> wire.answerAll(204))) {
      delivered(send(sender, server.url()));
      delivered(send(sender, server.url()));
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionThatSpeaksWhileItIsIdleIsClosedAtOnce(boolean secure) throws Exception {
    CountDownLatch idle = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (RawHttp1Server server =
        new RawHttp1Server(
            certificates(secure),
            (number, wire) -> {
              if (number == 1) {
                wire.request();
                wire.send(OK);
                idle.await();
                wire.send(HALF_A_HEAD);
                try {
                  wire.drain();
                } finally {
                  gone.countDown();
                }
              }
              wire.answerAll(500);
            })) {
      delivered(send(sender, server.url()));
      idle.countDown();
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(failure(send(sender, server.url()))).isEqualTo(FailureClass.HTTP_STATUS);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void aServerThatSpeaksFirstIsInvalid() throws Exception {
    try (RawHttp1Server server =
        new RawHttp1Server(
            null,
            (_, wire) -> {
              wire.send("220 smtp ready\r\n");
              wire.drain();
            })) {
      assertThat(failure(send(sender, server.url()))).isEqualTo(FailureClass.INVALID);
    }
  }
}
