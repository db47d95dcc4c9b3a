package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An endpoint with a rate limit, as the dispatchers claim for it and as it sees it. */
class RateLimitIT {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final TestBed bed = new TestBed();
  private final ConcurrentLinkedQueue<Long> arrivals = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void anEndpointGetsItsDeliveriesEvenlyAndNoneIsCountedAsAnAttempt() {
    paced(10, 40, 1);
  }

  @Test
  void twoDispatchersKeepOneLimitTogether() {
    paced(20, 60, 2);
  }

  @Test
  @Tag("soak")
  void twoHundredThatAreQueuedAlsoArriveEvenly() {
    UUID endpoint = paced(10, 200, 1);
    // Half a second for which a loaded machine may stop a thread: what it delays arrives with later
    // ones.
    int tolerated = 10 + 2 + 5;
    assertThat(mostInASecond(began(endpoint))).isLessThanOrEqualTo(tolerated);
    assertThat(mostInASecond(arrivals.stream().sorted().toList())).isLessThanOrEqualTo(tolerated);
  }

  @Test
  void aHighRateIsKeptAsWell() {
    paced(200, 400, 1);
  }

  @Test
  void whatIsLimitedDoesNotHoldUpWhatIsNot() {
    try (Receiver limited = Receiver.answering(200);
        Receiver other = Receiver.answering(200)) {
      UUID endpoint = bed.endpoint(limited.url(), 10);
      UUID unlimited = bed.endpoint(other.url(), null);
      try (var _ = bed.dispatcher()) {
        warmUp(1);
        // They take 40 s.
        bed.deliveries(endpoint, 400);
        bed.deliveries(unlimited, 400);
        awaitDelivered(unlimited, 400);
        assertThat(bed.count("delivery WHERE status = 'pending' AND target = '" + endpoint + "'"))
            .isGreaterThan(100);
      }
    }
  }

  private UUID paced(int rate, int queued, int dispatchers) {
    try (Receiver receiver = counting()) {
      UUID endpoint = bed.endpoint(receiver.url(), rate);
      // Looks so seldom that it would be far too slow if it waited for that.
      String poll = "sluice.webhooks.queue.poll-every=2s";
      try (var _ = bed.dispatcher(poll);
          var _ = dispatchers == 2 ? bed.dispatcher(poll) : null) {
        warmUp(dispatchers);
        keepTimesOfClaims(endpoint);
        bed.deliveries(endpoint, queued);
        awaitDelivered(endpoint, queued);
      }
      List<Long> claims = claims();
      assertThat(claims).hasSize(queued);
      // The limit is kept by the database's clock: whatever the machine does, this holds.
      assertThat(mostInASecond(claims)).isLessThanOrEqualTo(rate + 1 + rate / 50);
      // One in two seconds and dispatcher is what waiting for the poll would give.
      assertThat(perSecond(claims)).isGreaterThan(rate * 0.1);
      assertThat(bed.count("delivery WHERE attempt = 1 AND target = '" + endpoint + "'"))
          .isEqualTo(queued);
      return endpoint;
    }
  }

  /** Keeps when each is claimed, by the clock that the pace is kept by. */
  private void keepTimesOfClaims(UUID endpoint) {
    bed.jdbc().execute("CREATE TABLE claimed (at timestamptz NOT NULL)");
    bed.jdbc()
        .execute(
            """
            CREATE FUNCTION keep_claim() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              INSERT INTO claimed VALUES (now());
              RETURN NULL;
            END $$
            """);
    bed.jdbc()
        .execute(
            """
            CREATE TRIGGER keep_claim AFTER UPDATE ON delivery FOR EACH ROW
            WHEN (NEW.status = 'sending' AND OLD.status = 'pending' AND NEW.target = '%s')
            EXECUTE FUNCTION keep_claim()
            """
                .formatted(endpoint));
  }

  private List<Long> claims() {
    return nanos("SELECT (extract(epoch FROM at) * 1e9)::bigint FROM claimed ORDER BY 1");
  }

  private List<Long> began(UUID endpoint) {
    return nanos(
        """
        SELECT (extract(epoch FROM a.started_at) * 1e9)::bigint
        FROM delivery_attempt a JOIN delivery d ON d.id = a.delivery_id
        WHERE d.target = '%s' ORDER BY 1
        """
            .formatted(endpoint));
  }

  private List<Long> nanos(String query) {
    return bed.jdbc().queryForList(query, Long.class);
  }

  /** The first deliveries of a process take their time, and what follows would catch up. */
  private void warmUp(int dispatchers) {
    try (Receiver receiver = Receiver.answering(200)) {
      UUID endpoint = bed.endpoint(receiver.url(), null);
      bed.deliveries(endpoint, 200 * dispatchers);
      awaitDelivered(endpoint, 200 * dispatchers);
    }
  }

  private Receiver counting() {
    return Receiver.running((_, exchange) -> {
      arrivals.add(System.nanoTime());
      exchange.sendResponseHeaders(200, -1);
    });
  }

  private void awaitDelivered(UUID endpoint, int count) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            bed.count("delivery WHERE status = 'delivered' AND target = '" + endpoint + "'")
                == count);
  }

  private static int mostInASecond(List<Long> times) {
    int most = 0;
    int first = 0;
    for (int last = 0; last < times.size(); last++) {
      while (times.get(last) - times.get(first) > SECOND) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  private static double perSecond(List<Long> times) {
    return (times.size() - 1.0) * SECOND / (times.getLast() - times.getFirst());
  }
}
