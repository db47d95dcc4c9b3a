package dev.sluice.dispatcher.send;

import static dev.sluice.dispatcher.send.RawServer.ascii;
import static dev.sluice.dispatcher.send.Sends.delivered;
import static dev.sluice.dispatcher.send.Sends.failure;
import static dev.sluice.dispatcher.send.Sends.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dispatcher.Receiver;
import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.FailureClass;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that are used again, over real sockets. */
class KeepAliveTest {

  private static final Sender.Settings SETTINGS = Sends.settings(true, Duration.ofSeconds(5));

  private final Sender sender = new Sender(SETTINGS, Clock.systemUTC());

  @AfterEach
  void close() {
    sender.close();
  }

  @Test
  void attemptsAfterOneAnotherTakeOneConnection() {
    Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
    try (Receiver receiver =
        Receiver.running((number, exchange) -> {
          clients.add(exchange.getRemoteAddress());
          byte[] body = new byte[number * 1000];
          exchange.sendResponseHeaders(number % 2 == 0 ? 500 : 200, body.length);
          exchange.getResponseBody().write(body);
        })) {
      for (int i = 0; i < 20; i++) {
        send(sender, receiver.url());
      }
      assertThat(receiver.calls()).hasSize(20);
      assertThat(clients).hasSize(1);
      assertThat(sender.open()).isEqualTo(1);
    }
  }

  @Test
  void attemptsAtTheSameTimeTakeOneEachAndLeaveThemForOthers() {
    Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
    try (Receiver receiver =
        Receiver.running((_, exchange) -> {
          clients.add(exchange.getRemoteAddress());
          exchange.sendResponseHeaders(200, -1);
        })) {
      for (int round = 0; round < 5; round++) {
        List<FutureTask<Optional<AttemptOutcome>>> sent =
            IntStream.range(0, 8).mapToObj(_ -> Sends.start(sender, receiver.url())).toList();
        sent.forEach(task -> delivered(Sends.await(task)));
      }
      assertThat(clients).hasSizeLessThanOrEqualTo(8);
    }
  }

  @Test
  void ownersShareNoConnection() throws Exception {
    try (RawHttp1Server server = new RawHttp1Server(null, (_, wire) -> wire.answerAll(200))) {
      for (String owner : List.of("one", "other", "one", "other")) {
        delivered(sender.send(Sends.post(owner, server.url())));
      }
      assertThat(server.connections()).isEqualTo(2);
      assertThat(server.requests()).isEqualTo(4);
    }
  }

  // It does not announce the close.
  @Test
  void aKeptConnectionThatWasClosedCostsNoAttempt() throws Exception {
    try (RawServer server =
        new RawServer(out -> out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")))) {
      for (int attempt = 1; attempt <= 50; attempt++) {
        delivered(send(sender, server.url().toString()));
        int closed = attempt;
        await().pollInterval(Duration.ofMillis(1)).until(() -> server.closed() == closed);
        assertThat(server.connections()).isEqualTo(attempt);
      }
    }
  }

  /** Answers the first request of the first connection, and does so with the second. */
  private static RawHttp1Server second(RawHttp1Server.Behaviour behaviour) throws IOException {
    return new RawHttp1Server(
        null,
        (number, wire) -> {
          if (number == 1) {
            wire.request();
            wire.answer(200);
            wire.request();
            behaviour.serve(number, wire);
          } else {
            wire.answerAll(200);
          }
        });
  }

  @Test
  void aRequestWhoseKeptConnectionBreaksIsNotSentAgain() throws Exception {
    try (RawHttp1Server server = second((_, _) -> {})) {
      delivered(send(sender, server.url()));
      assertThat(failure(send(sender, server.url()))).isEqualTo(FailureClass.CLOSED);
      assertThat(server.requests()).isEqualTo(2);
      delivered(send(sender, server.url()));
    }
  }

  @Test
  void whatWasAnsweredInPartIsNotSentAgainEither() throws Exception {
    try (RawHttp1Server server =
        second((_, wire) -> wire.send("HTTP/1.1 103 Early Hints\r\n\r\n"))) {
      delivered(send(sender, server.url()));
      assertThat(failure(send(sender, server.url()))).isEqualTo(FailureClass.CLOSED);
      assertThat(server.requests()).isEqualTo(2);
    }
  }

  @Test
  void aConnectionThatTheOtherSideWantsClosedIsNotUsedAgain() throws Exception {
    try (RawServer server =
        new RawServer(out ->
            out.write(
                ascii("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")))) {
      delivered(send(sender, server.url().toString()));
      delivered(send(sender, server.url().toString()));
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void noMoreConnectionsStayOpenThanAreAllowed() {
    try (Receiver one = Receiver.answering(200);
        Receiver two = Receiver.answering(200);
        Receiver three = Receiver.answering(200);
        Sender small =
            new Sender(
                new Sender.Settings(
                    Sends.settings(true, Duration.ofSeconds(5)).egress(),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    2),
                Clock.systemUTC())) {
      for (Receiver receiver : List.of(one, two, three, one)) {
        delivered(send(small, receiver.url()));
      }
      assertThat(small.open()).isEqualTo(2);
    }
  }

  @Test
  void aClosedSenderSendsNothing() {
    try (Receiver receiver = Receiver.answering(200)) {
      sender.close();
      assertThat(send(sender, receiver.url())).isEmpty();
      assertThat(receiver.calls()).isEmpty();
    }
  }

  @Test
  void aNewConnectionThatBreaksIsNotTriedTwice() throws Exception {
    try (RawServer server = new RawServer(_ -> {})) {
      assertThat(failure(send(sender, server.url().toString()))).isEqualTo(FailureClass.CLOSED);
      assertThat(server.connections()).isEqualTo(1);
    }
  }
}
