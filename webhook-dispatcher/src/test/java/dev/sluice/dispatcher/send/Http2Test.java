package dev.sluice.dispatcher.send;

import static dev.sluice.dispatcher.send.RawServer.ascii;
import static dev.sluice.dispatcher.send.Sends.delivered;
import static dev.sluice.dispatcher.send.Sends.failure;
import static dev.sluice.dispatcher.send.Sends.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.egress.NameService;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.nio.AsyncResponseProducer;
import org.apache.hc.core5.http.nio.support.AsyncResponseBuilder;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over TLS, with a real server of HTTP/2. */
class Http2Test {

  private static final Certificates KNOWN = Certificates.of("dns:hooks.example,ip:127.0.0.1");
  private static final Certificates UNKNOWN = Certificates.of("dns:hooks.example");
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final NameService NAMES =
      _ -> new InetAddress[] {InetAddress.getLoopbackAddress()};

  private final Sender sender = sender(DEADLINE);

  private static Sender sender(Duration deadline) {
    return new Sender(Sends.settings(true, deadline), Clock.systemUTC(), NAMES, KNOWN.trust());
  }

  @AfterEach
  void close() {
    sender.close();
  }

  private static AsyncResponseProducer status(int status) {
    return AsyncResponseBuilder.create(status).build();
  }

  @Test
  void tlsAgreesOnHttp2() throws Exception {
    AtomicReference<Message<HttpRequest, byte[]>> seen = new AtomicReference<>();
    try (TlsServer server =
        new TlsServer(
            KNOWN,
            HttpVersionPolicy.NEGOTIATE,
            (_, request) -> {
              seen.set(request);
              return AsyncResponseBuilder.create(200).setEntity("fine").build();
            })) {
      Outcome.Delivered delivered = delivered(send(sender, server.url("hooks.example")));
      assertThat(delivered.answer().body()).isEqualTo(ascii("fine"));
      assertThat(delivered.answer().cut()).isFalse();
      Trace trace = delivered.trace();
      assertThat(trace.protocol()).isEqualTo("HTTP/2");
      assertThat(trace.address()).isEqualTo("127.0.0.1");
      assertThat(trace.phases()).hasNoNullFieldsOrProperties();
      Message<HttpRequest, byte[]> request = requireNonNull(seen.get());
      assertThat(request.getBody()).isEqualTo(ascii("{}"));
      assertThat(request.getHead().getPath()).isEqualTo("/hook?q=1");
      assertThat(request.getHead().getFirstHeader("content-type").getValue())
          .isEqualTo("application/json");
      assertThat(request.getHead().containsHeader("user-agent")).isFalse();
    }
  }

  @Test
  void aServerWithoutItIsSpokenToInHttp11() throws Exception {
    try (TlsServer server =
        new TlsServer(KNOWN, HttpVersionPolicy.FORCE_HTTP_1, (_, _) -> status(204))) {
      Trace first = delivered(send(sender, server.url("127.0.0.1"))).trace();
      assertThat(first.protocol()).isEqualTo("HTTP/1.1");
      assertThat(first.phases().dnsMicros()).isNull();
      assertThat(first.phases().tlsMicros()).isPositive();
      Trace second = delivered(send(sender, server.url("127.0.0.1"))).trace();
      assertThat(second.address()).isEqualTo("127.0.0.1");
      assertThat(second.phases())
          .isEqualTo(new Phases(null, null, null, second.phases().firstByteMicros()));
      assertThat(second.phases().firstByteMicros()).isPositive();
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void attemptsAtTheSameTimeShareAConnection() throws Exception {
    int together = 20;
    CountDownLatch arrived = new CountDownLatch(together);
    try (TlsServer server =
        new TlsServer(
            KNOWN,
            HttpVersionPolicy.NEGOTIATE,
            (number, _) -> {
              if (number > 1) {
                arrived.countDown();
                arrived.await();
              }
              return status(200);
            })) {
      delivered(send(sender, server.url("hooks.example")));
      List<FutureTask<Outcome>> sent =
          IntStream.range(0, together)
              .mapToObj(_ -> Sends.start(sender, server.url("hooks.example")))
              .toList();
      sent.forEach(task -> delivered(Sends.await(task)));
      assertThat(server.connections()).isEqualTo(1);
      assertThat(sender.open()).isEqualTo(1);
    }
  }

  @Test
  void ownersShareNoConnection() throws Exception {
    try (TlsServer server =
        new TlsServer(KNOWN, HttpVersionPolicy.NEGOTIATE, (_, _) -> status(200))) {
      for (String owner : List.of("one", "other", "one", "other")) {
        delivered(sender.send(Sends.post(owner, server.url("hooks.example"))));
      }
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void aResponseLongerThanIsReadIsCutAndTheNextAttemptIsNotHarmed() throws Exception {
    try (TlsServer server =
        new TlsServer(
            KNOWN,
            HttpVersionPolicy.NEGOTIATE,
            (_, _) -> AsyncResponseBuilder.create(200).setEntity("x".repeat(5_000_000)).build())) {
      for (int i = 0; i < 3; i++) {
        Answer answer = delivered(send(sender, server.url("hooks.example"))).answer();
        assertThat(answer.body()).hasSize(Answer.MAX_KEPT_BYTES);
        assertThat(answer.cut()).isTrue();
      }
    }
  }

  @Test
  void silenceEndsAtTheDeadlineAndTakesNobodyElseAlong() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Sender hasty = sender(Duration.ofSeconds(3));
        TlsServer server =
            new TlsServer(
                KNOWN,
                HttpVersionPolicy.NEGOTIATE,
                (number, _) -> {
                  if (number == 2) {
                    never.await();
                  }
                  return status(200);
                })) {
      delivered(send(hasty, server.url("hooks.example")));
      FutureTask<Outcome> silent = Sends.start(hasty, server.url("hooks.example"));
      await().until(() -> server.requests() == 2);
      delivered(send(hasty, server.url("hooks.example")));
      assertThat(failure(Sends.await(silent))).isEqualTo(FailureClass.TIMEOUT);
      delivered(send(hasty, server.url("hooks.example")));
      assertThat(hasty.open()).isEqualTo(1);
    }
  }

  @Test
  void aStreamThatIsRefusedCostsNoAttempt() throws Exception {
    try (TlsServer server =
        new TlsServer(KNOWN, HttpVersionPolicy.NEGOTIATE, 2, (_, _) -> status(200))) {
      delivered(send(sender, server.url("hooks.example")));
      delivered(send(sender, server.url("hooks.example")));
      assertThat(server.requests()).isEqualTo(3);
    }
  }

  // The client refuses it once the stream has begun, and would end the connection with it.
  @ParameterizedTest
  @ValueSource(strings = {" outer", "outer ", "\touter", "a\r\nb", "a\u0000b"})
  void aHeaderThatCannotBeSentNeverTouchesASharedConnection(String value) throws Exception {
    CountDownLatch invalid = new CountDownLatch(1);
    try (TlsServer server =
        new TlsServer(
            KNOWN,
            HttpVersionPolicy.NEGOTIATE,
            (number, _) -> {
              if (number == 2) {
                invalid.await();
              }
              return status(200);
            })) {
      String url = server.url("hooks.example");
      delivered(send(sender, url));
      FutureTask<Outcome> other = Sends.start(sender, url);
      await().until(() -> server.requests() == 2);
      Post post = new Post("owner", URI.create(url), Map.of("X-Extra", value), ascii("{}"));
      assertThat(failure(sender.send(post))).isEqualTo(FailureClass.INVALID);
      invalid.countDown();
      delivered(Sends.await(other));
      assertThat(server.requests()).isEqualTo(2);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aCertificateThatNobodyVouchesForIsTls() throws Exception {
    try (TlsServer server =
        new TlsServer(UNKNOWN, HttpVersionPolicy.NEGOTIATE, (_, _) -> status(200))) {
      Outcome outcome = send(sender, server.url("hooks.example"));
      assertThat(failure(outcome)).isEqualTo(FailureClass.TLS);
      Phases phases = ((Outcome.Failed) outcome).trace().phases();
      assertThat(phases.connectMicros()).isNotNull();
      assertThat(phases.tlsMicros()).isNotNull();
      assertThat(phases.firstByteMicros()).isNull();
      assertThat(server.requests()).isZero();
    }
  }

  @Test
  void aCertificateForAnotherNameIsTls() throws Exception {
    try (TlsServer server =
        new TlsServer(KNOWN, HttpVersionPolicy.NEGOTIATE, (_, _) -> status(200))) {
      assertThat(failure(send(sender, server.url("other.example")))).isEqualTo(FailureClass.TLS);
      assertThat(server.requests()).isZero();
    }
  }
}
