package dev.sluice.dispatcher.send;

import static dev.sluice.dispatcher.send.Sends.delivered;
import static dev.sluice.dispatcher.send.Sends.failure;
import static dev.sluice.dispatcher.send.Sends.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.egress.NameService;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers of HTTP/2 do beyond answering, frame by frame. */
class Http2FramesTest {

  private static final Certificates KNOWN = Certificates.of("ip:127.0.0.1");
  private static final int MANY = 100;

  private final Sender sender =
      new Sender(
          Sends.settings(true, Duration.ofSeconds(10)),
          Clock.systemUTC(),
          NameService.ofSystem(),
          KNOWN.trust());

  @AfterEach
  void close() {
    sender.close();
  }

  // 40 answers' worth of bytes, had they been saved up, would be more than is sent here.
  @Test
  void pingsAfterManyAnswersEndTheConnectionAtOnce() throws Exception {
    int answers = 40;
    CountDownLatch flooded = new CountDownLatch(1);
    try (RawHttp2Server server =
        new RawHttp2Server(
            KNOWN,
            (_, wire) -> {
              wire.greet(MANY);
              for (int i = 0; i < answers; i++) {
                wire.ok(wire.request());
              }
              wire.flood(RawHttp2Server.PING, 0, new byte[8], 600_000);
              flooded.countDown();
            })) {
      for (int i = 0; i < answers; i++) {
        delivered(send(sender, server.url()));
      }
      assertThat(server.connections()).isEqualTo(1);
      await().until(() -> server.broken() == 1 || flooded.getCount() == 0);
      assertThat(flooded.getCount()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  // SETTINGS, PING, PRIORITY.
  @CsvSource({"4, 0, 0", "6, 0, 8", "2, 1, 5"})
  void aThousandFramesInsteadOfAnAnswerAreTooLarge(int type, int stream, int length)
      throws Exception {
    byte[] payload = new byte[length];
    try (RawHttp2Server server =
        new RawHttp2Server(
            KNOWN,
            (_, wire) -> {
              wire.greet(MANY);
              wire.request();
              wire.flood(type, stream, payload, 1000);
              wire.drain();
            })) {
      assertThat(failure(send(sender, server.url()))).isEqualTo(FailureClass.TOO_LARGE);
    }
  }

  @Test
  void thousandsOfWindowUpdatesForASmallBodyAreTooLarge() throws Exception {
    try (RawHttp2Server server =
        new RawHttp2Server(
            KNOWN,
            (_, wire) -> {
              wire.greet(MANY);
              wire.request();
              wire.flood(RawHttp2Server.WINDOW_UPDATE, 0, new byte[] {0, 0, 0, 1}, 1000);
              wire.drain();
            })) {
      assertThat(failure(send(sender, server.url()))).isEqualTo(FailureClass.TOO_LARGE);
    }
  }

  @Test
  void aFewPingsAreNot() throws Exception {
    try (RawHttp2Server server =
        new RawHttp2Server(
            KNOWN,
            (_, wire) -> {
              wire.greet(MANY);
              for (int i = 0; i < 20; i++) {
                int stream = wire.request();
                for (int ping = 0; ping < 50; ping++) {
                  wire.send(RawHttp2Server.PING, 0, 0, new byte[8]);
                }
                wire.ok(stream);
              }
              wire.drain();
            })) {
      for (int i = 0; i < 20; i++) {
        delivered(send(sender, server.url()));
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 11})
  void whatAGoAwayLeavesBehindIsSentOnceMoreAtOnce(int error) throws Exception {
    try (RawHttp2Server server =
        new RawHttp2Server(
            KNOWN,
            (number, wire) -> {
              wire.greet(MANY);
              int stream = wire.request();
              if (number == 1) {
                wire.goAway(0, error);
              } else {
                wire.ok(stream);
              }
              wire.drain();
            })) {
      long start = System.nanoTime();
      delivered(send(sender, server.url()));
      assertThat(server.connections()).isEqualTo(2);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void whatAGoAwayNamesIsStillAnsweredAndNothingElseUsesTheConnection() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (RawHttp2Server server =
        new RawHttp2Server(
            KNOWN,
            (number, wire) -> {
              wire.greet(MANY);
              wire.ok(wire.request());
              if (number == 1) {
                int stream = wire.request();
                wire.goAway(stream, 0);
                gone.countDown();
                second.await();
                wire.ok(stream);
              }
              wire.drain();
            })) {
      delivered(send(sender, server.url()));
      FutureTask<Outcome> named = Sends.start(sender, server.url());
      gone.await();
      delivered(send(sender, server.url()));
      second.countDown();
      delivered(Sends.await(named));
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  // Each is answered once all are there: streams beyond the limit would wait for the deadline.
  @Test
  void noMoreStreamsGoOverAConnectionThanTheServerTakes() throws Exception {
    int together = 4;
    CountDownLatch arrived = new CountDownLatch(together);
    try (RawHttp2Server server =
        new RawHttp2Server(
            KNOWN,
            (number, wire) -> {
              wire.greet(1);
              if (number == 1) {
                wire.ok(wire.request());
              }
              int stream = wire.request();
              arrived.countDown();
              arrived.await();
              wire.ok(stream);
              wire.drain();
            })) {
      delivered(send(sender, server.url()));
      List<FutureTask<Outcome>> sent =
          IntStream.range(0, together).mapToObj(_ -> Sends.start(sender, server.url())).toList();
      sent.forEach(task -> delivered(Sends.await(task)));
      assertThat(server.connections()).isEqualTo(together);
    }
  }
}
