package dev.sluice.dispatcher.send;

import static dev.sluice.dispatcher.send.Sends.delivered;
import static dev.sluice.dispatcher.send.Sends.failed;
import static dev.sluice.dispatcher.send.Sends.failure;
import static dev.sluice.dispatcher.send.Sends.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.FailureClass;
import dev.sluice.webhooks.delivery.Trace;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over TLS, on real sockets. */
class TlsTest {

  private static final Certificates KNOWN = Certificates.of("dns:hooks.example,ip:127.0.0.1");
  private static final Certificates UNKNOWN = Certificates.of("dns:hooks.example");

  private final Sender sender =
      new Sender(
          Sends.settings(true, Duration.ofSeconds(5)),
          Clock.systemUTC(),
          _ -> new InetAddress[] {InetAddress.getLoopbackAddress()},
          KNOWN.trust());

  @AfterEach
  void close() {
    sender.close();
  }

  private static RawHttp1Server server(Certificates certificates) throws Exception {
    return new RawHttp1Server(certificates, (_, wire) -> wire.answerAll(200));
  }

  @Test
  void anAttemptOnANewConnectionHasAllPhases() throws Exception {
    try (RawHttp1Server server = server(KNOWN)) {
      Trace trace = delivered(send(sender, server.url("hooks.example", "/hook"))).trace();
      assertThat(trace.protocol()).isEqualTo("HTTP/1.1");
      assertThat(trace.address()).isEqualTo("127.0.0.1");
      assertThat(trace).hasNoNullFieldsOrProperties();
    }
  }

  @Test
  void anAttemptOnAKeptConnectionHasTheLastPhaseOnly() throws Exception {
    try (RawHttp1Server server = server(KNOWN)) {
      Trace first = delivered(send(sender, server.url())).trace();
      assertThat(first.dnsMicros()).isNull();
      assertThat(first.tlsMicros()).isPositive();
      Trace second = delivered(send(sender, server.url())).trace();
      assertThat(second.address()).isEqualTo("127.0.0.1");
      assertThat(second.protocol()).isEqualTo("HTTP/1.1");
      assertThat(second)
          .isEqualTo(
              new Trace("127.0.0.1", "HTTP/1.1", null, null, null, second.firstByteMicros()));
      assertThat(second.firstByteMicros()).isPositive();
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aCertificateOfAnUnknownAuthorityIsTls() throws Exception {
    try (RawHttp1Server server = server(UNKNOWN)) {
      Optional<AttemptOutcome> outcome = send(sender, server.url("hooks.example", "/hook"));
      assertThat(failure(outcome)).isEqualTo(FailureClass.TLS);
      Trace phases = failed(outcome).trace();
      assertThat(phases.connectMicros()).isNotNull();
      assertThat(phases.tlsMicros()).isNotNull();
      assertThat(phases.firstByteMicros()).isNull();
      assertThat(server.requests()).isZero();
    }
  }

  @Test
  void aCertificateForAnotherNameIsTls() throws Exception {
    try (RawHttp1Server server = server(KNOWN)) {
      assertThat(failure(send(sender, server.url("other.example", "/hook"))))
          .isEqualTo(FailureClass.TLS);
      assertThat(server.requests()).isZero();
    }
  }

  @Test
  void silenceEndsAtTheDeadlineAndLeavesOtherConnectionsAlone() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (RawHttp1Server server =
        new RawHttp1Server(
            KNOWN,
            (number, wire) -> {
              if (number == 1) {
                wire.request();
                never.await();
              }
              wire.answerAll(200);
            })) {
      FutureTask<Optional<AttemptOutcome>> silent = Sends.start(sender, server.url());
      await().until(() -> server.requests() == 1);
      delivered(send(sender, server.url()));
      assertThat(failure(Sends.await(silent))).isEqualTo(FailureClass.TIMEOUT);
      delivered(send(sender, server.url()));
      assertThat(server.connections()).isEqualTo(2);
    }
  }
}
