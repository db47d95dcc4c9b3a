package dev.sluice.dispatcher.send;

import static dev.sluice.dispatcher.send.RawServer.ascii;
import static dev.sluice.dispatcher.send.Sends.failed;
import static dev.sluice.dispatcher.send.Sends.response;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dispatcher.Receiver;
import dev.sluice.egress.EgressPolicy;
import dev.sluice.egress.EgressProperties;
import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.FailureClass;
import dev.sluice.webhooks.delivery.Response;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets on loopback. */
class SenderTest {

  /** Where it is the deadline that ends an attempt. */
  private static final Duration SHORT = Duration.ofMillis(700);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration LONG = Duration.ofSeconds(9);

  private final Sender sender = sender(true, LONG);
  private final Sender hasty = sender(true, SHORT);

  private static Sender sender(boolean loopback, Duration deadline) {
    return new Sender(
        new Sender.Settings(
            new EgressPolicy(
                new EgressProperties(loopback, true, List.of(), List.of(), List.of("1-65535"))),
            CONNECT_TIMEOUT.compareTo(deadline) < 0 ? CONNECT_TIMEOUT : deadline,
            deadline,
            8),
        Clock.systemUTC(),
        SenderTest::noAddress,
        SSLContexts.createSystemDefault());
  }

  private static InetAddress[] noAddress(String host) throws UnknownHostException {
    throw new UnknownHostException(host);
  }

  @AfterEach
  void close() {
    sender.close();
    hasty.close();
  }

  @Test
  void aTwoHundredIsADelivery() throws Exception {
    try (Receiver receiver =
        Receiver.running((_, exchange) -> {
          exchange.sendResponseHeaders(202, 2);
          exchange.getResponseBody().write(ascii("ok"));
        })) {
      Response answer = response(send(URI.create(receiver.url())));
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.body()).isEqualTo(ascii("ok"));
      assertThat(answer.truncated()).isFalse();
      assertThat(receiver.calls().getFirst().body()).isEqualTo(ascii("{}"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308, 400, 410, 500})
  void anyOtherStatusIsNotAndNoRedirectIsFollowed(int status) {
    try (Receiver target = Receiver.answering(200);
        Receiver receiver =
            Receiver.running((_, exchange) -> {
              exchange.getResponseHeaders().set("Location", target.url());
              exchange.sendResponseHeaders(status, -1);
            })) {
      AttemptOutcome failed = failed(send(URI.create(receiver.url())));
      assertThat(failed.failure()).isEqualTo(FailureClass.HTTP_STATUS);
      assertThat(failed.response()).extracting(Response::status).isEqualTo(status);
      assertThat(receiver.calls()).hasSize(1);
      assertThat(target.calls()).isEmpty();
    }
  }

  @Test
  void retryAfterCountsOnFourTwentyNineAndNotOnFiveHundred() {
    try (Receiver receiver =
        Receiver.running((number, exchange) -> {
          exchange.getResponseHeaders().set("Retry-After", "7");
          exchange.sendResponseHeaders(number == 1 ? 429 : 500, -1);
        })) {
      URI url = URI.create(receiver.url());
      assertThat(failed(send(url)).retryAfter()).isEqualTo(Duration.ofSeconds(7));
      assertThat(failed(send(url)).retryAfter()).isNull();
    }
  }

  @Test
  void aConnectionIsUsedAgain() throws Exception {
    try (RawServer server =
        new RawServer(out -> {
          // Two answers on one connection; the second waits for its request in the client.
          out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
          out.flush();
          Thread.sleep(10_000);
        })) {
      response(send(hasty, server.url()));
      // The server answers once per connection, so on the same one there is no second answer.
      assertThat(failed(send(hasty, server.url())).failure()).isEqualTo(FailureClass.TIMEOUT);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void silenceEndsAtTheDeadline() throws Exception {
    try (RawServer server = new RawServer(_ -> Thread.sleep(10_000))) {
      long start = System.nanoTime();
      assertThat(failed(send(hasty, server.url())).failure()).isEqualTo(FailureClass.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, LONG);
    }
  }

  @Test
  void aHeadThatDripsEndsAtTheDeadline() throws Exception {
    try (RawServer server =
        new RawServer(out -> {
          out.write(ascii("HTTP/1.1 200 OK\r\n"));
          for (int i = 0; i < 1000; i++) {
            out.write(ascii("x"));
            out.flush();
            Thread.sleep(20);
          }
        })) {
      long start = System.nanoTime();
      assertThat(failed(send(hasty, server.url())).failure()).isEqualTo(FailureClass.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
    }
  }

  @Test
  void aBodyThatDripsEndsAtTheDeadlineAndTheStatusStands() throws Exception {
    try (RawServer server =
        new RawServer(out -> {
          out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"));
          for (int i = 0; i < 1000; i++) {
            out.write(ascii("x"));
            out.flush();
            Thread.sleep(20);
          }
        })) {
      long start = System.nanoTime();
      Response answer = response(send(hasty, server.url()));
      assertThat(answer.truncated()).isTrue();
      assertThat(answer.body().length).isBetween(1, 900);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, LONG);
    }
  }

  @Test
  void ofAnEndlessBodyTheBeginningIsKeptAndTheRestNotRead() throws Exception {
    try (RawServer server =
        new RawServer(out -> {
          out.write(ascii("HTTP/1.1 500 No\r\nContent-Length: 1000000000\r\n\r\n"));
          byte[] chunk = new byte[64 * 1024];
          for (int i = 0; i < 16_000; i++) {
            out.write(chunk);
          }
        })) {
      long start = System.nanoTime();
      Response answer = requireNonNull(failed(send(server.url())).response());
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).hasSize(Response.MAX_KEPT_BYTES);
      assertThat(answer.truncated()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
    }
  }

  @Test
  void endlessHeadersAreTooLarge() throws Exception {
    try (RawServer server =
        new RawServer(out -> {
          out.write(ascii("HTTP/1.1 200 OK\r\n"));
          while (true) {
            out.write(ascii("X-Filler: 0123456789\r\n"));
          }
        })) {
      assertThat(failed(send(server.url())).failure()).isEqualTo(FailureClass.TOO_LARGE);
    }
  }

  @Test
  void anEndlessHeaderLineIsTooLarge() throws Exception {
    try (RawServer server =
        new RawServer(out -> {
          byte[] filler = new byte[4096];
          Arrays.fill(filler, (byte) 'x');
          out.write(ascii("HTTP/1.1 200 OK\r\nX: "));
          while (true) {
            out.write(filler);
          }
        })) {
      assertThat(failed(send(server.url())).failure()).isEqualTo(FailureClass.TOO_LARGE);
    }
  }

  @Test
  void anAnswerThatIsNotHttpIsInvalid() throws Exception {
    try (RawServer server =
        new RawServer(out -> out.write(ascii("220 smtp ready\r\n".repeat(5))))) {
      assertThat(failed(send(server.url())).failure())
          .isIn(FailureClass.INVALID, FailureClass.CLOSED);
    }
  }

  @Test
  void aConnectionThatBreaksBeforeTheStatusIsClosed() throws Exception {
    try (RawServer server = new RawServer(out -> out.write(ascii("HTTP/1.1 20")))) {
      assertThat(failed(send(server.url())).failure())
          .isIn(FailureClass.CLOSED, FailureClass.INVALID);
    }
    try (RawServer server = new RawServer(_ -> {})) {
      assertThat(failed(send(server.url())).failure()).isEqualTo(FailureClass.CLOSED);
    }
  }

  @Test
  void nobodyListensMeansNoConnection() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    assertThat(failed(send(URI.create("http://127.0.0.1:" + port + "/"))).failure())
        .isEqualTo(FailureClass.CONNECT);
  }

  @Test
  void noTlsOnTheOtherSideIsItsOwnClass() throws Exception {
    try (RawServer server = RawServer.unasked(out -> out.write(ascii("HTTP/1.1 400 No\r\n\r\n")))) {
      assertThat(failed(send(URI.create("https://127.0.0.1:" + server.port() + "/"))).failure())
          .isEqualTo(FailureClass.TLS);
    }
  }

  @Test
  void aTlsGreetingThatIsNotAnsweredEndsWithTheConnectTimeout() throws Exception {
    try (RawServer server = RawServer.unasked(_ -> Thread.sleep(10_000))) {
      assertThat(failed(send(URI.create("https://127.0.0.1:" + server.port() + "/"))).failure())
          .isEqualTo(FailureClass.CONNECT);
    }
  }

  @Test
  void aNameWithoutAddressIsDns() {
    assertThat(failed(send(URI.create("http://no-such-host.invalid/"))).failure())
        .isEqualTo(FailureClass.DNS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "0.0.0.0",
        "[::]"
      })
  void unlessAllowedLoopbackIsBlockedHoweverItIsSpelled(String host) throws Exception {
    try (RawServer server = new RawServer(_ -> {});
        Sender strict = sender(false, LONG)) {
      Optional<AttemptOutcome> outcome =
          send(strict, URI.create("http://" + host + ":" + server.port() + "/"));
      assertThat(failed(outcome).failure())
          .isIn(FailureClass.BLOCKED_ADDRESS, FailureClass.INVALID);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void anInterruptAbortsAndIsConsumed() throws Exception {
    try (RawServer server = new RawServer(_ -> Thread.sleep(10_000));
        Sender patient = sender(true, Duration.ofSeconds(20))) {
      FutureTask<Boolean> task =
          new FutureTask<>(() ->
              patient.send(post(server.url())).isEmpty()
                  && !Thread.currentThread().isInterrupted());
      Thread thread = Thread.ofVirtual().start(task);
      await().until(() -> server.connections() == 1);
      thread.interrupt();
      assertThat(task.get(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Optional<AttemptOutcome> send(URI url) {
    return send(sender, url);
  }

  private static Optional<AttemptOutcome> send(Sender sender, URI url) {
    FutureTask<Optional<AttemptOutcome>> task = new FutureTask<>(() -> sender.send(post(url)));
    Thread.ofVirtual().start(task);
    try {
      return task.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static AttemptRequest post(URI url) {
    return new AttemptRequest(
        "owner", url, Map.of("Content-Type", "application/json"), ascii("{}"));
  }
}
