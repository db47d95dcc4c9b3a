package dev.sluice.dispatcher.send;

import static dev.sluice.dispatcher.send.RawServer.ascii;
import static dev.sluice.dispatcher.send.Sends.delivered;
import static dev.sluice.dispatcher.send.Sends.failed;
import static dev.sluice.dispatcher.send.Sends.failure;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.FailureClass;
import dev.sluice.webhooks.delivery.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, byte by byte. */
class RequestTest {

  private final Sender sender =
      new Sender(Sends.settings(true, Duration.ofSeconds(5)), Clock.systemUTC());

  @AfterEach
  void close() {
    sender.close();
  }

  @ParameterizedTest
  @CsvSource({
    "//a/b?y=1, //a/b?y=1",
    "///a/b, ///a/b",
    "//other.example:1/a/b, //other.example:1/a/b",
    "//, //",
    "/a//b//, /a//b//",
    "/, /",
    "'', /",
    "?, /?",
    "?y=1, /?y=1",
    "/?, /?",
    "/a?x=//b, /a?x=//b",
    "/%2F%2fa/%C3%A4%20b?c=%26, /%2F%2fa/%C3%A4%20b?c=%26",
    "/a/../b/./c, /a/../b/./c",
    "/.., /..",
    "/a;p=1/b@c:d, /a;p=1/b@c:d",
    "/http://other.example/, /http://other.example/"
  })
  void pathAndQueryAreSentAsTheUrlHasThem(String path, String target) throws Exception {
    AtomicReference<String> head = new AtomicReference<>("");
    try (RawHttp1Server server =
        new RawHttp1Server(
            null,
            (_, wire) -> {
              head.set(wire.request());
              wire.answer(200);
            })) {
      String url = server.url("127.0.0.1", path);
      delivered(Sends.send(sender, url));
      assertThat(requireNonNull(head.get()).lines())
          .containsExactly(
              "POST " + target + " HTTP/1.1",
              "Content-Type: application/json",
              "Host: 127.0.0.1:" + URI.create(url).getPort(),
              "Content-Length: 2",
              "Connection: keep-alive",
              "");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" outer", "outer ", "\touter", "a\r\nb", "a\u0000b"})
  void aHeaderThatCannotBeSentIsInvalidAndNothingIsSent(String value) throws Exception {
    try (RawHttp1Server server = new RawHttp1Server(null, (_, wire) -> wire.answerAll(200))) {
      AttemptRequest post =
          new AttemptRequest(
              "owner", URI.create(server.url()), Map.of("X-Extra", value), ascii("{}"));
      assertThat(failure(sender.send(post))).isEqualTo(FailureClass.INVALID);
      assertThat(server.connections()).isZero();
    }
  }

  // More than the buffers of both sides hold, so the rest could never be sent.
  @Test
  void anAnswerThatComesBeforeALargeBodyWasSentCounts() throws Exception {
    try (RawServer server =
        new RawServer(out -> {
          out.write(ascii("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"));
          out.flush();
          Thread.sleep(10_000);
        })) {
      AttemptRequest post =
          new AttemptRequest("owner", server.url(), Map.of(), new byte[32 * 1024 * 1024]);
      Optional<AttemptOutcome> outcome = sender.send(post);
      assertThat(failure(outcome)).isEqualTo(FailureClass.HTTP_STATUS);
      assertThat(failed(outcome).response()).extracting(Response::status).isEqualTo(413);
    }
  }

  @Test
  void aLargeBodyThatIsNotReadEndsAtTheDeadline() throws Exception {
    try (RawServer server = new RawServer(_ -> Thread.sleep(10_000));
        Sender hasty = new Sender(Sends.settings(true, Duration.ofSeconds(1)), Clock.systemUTC())) {
      AttemptRequest post =
          new AttemptRequest("owner", server.url(), Map.of(), new byte[32 * 1024 * 1024]);
      assertThat(failure(hasty.send(post))).isEqualTo(FailureClass.TIMEOUT);
      assertThat(hasty.open()).isZero();
    }
  }
}
