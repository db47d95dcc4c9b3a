package dev.sluice.dispatcher.deliver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.deliver.Stored.State;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.ClaimRequest;
import dev.sluice.webhooks.delivery.DeliveryId;
import dev.sluice.webhooks.delivery.DeliveryQueue;
import dev.sluice.webhooks.delivery.DeliverySettlement;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.delivery.Settlements;
import dev.sluice.webhooks.delivery.Sweeps;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** For every status and event: what the statement that carries it out makes of a delivery. */
class TransitionsIT {

  private static final Duration WAIT = Duration.ofSeconds(700);

  private static final TestBed bed = new TestBed();
  private static final Stored stored = new Stored(bed);
  private static final DeliveryQueue deliveries = new DeliveryQueue(bed.jdbc());
  private static final Settlements settlements = SettlementsOf.bed(bed);
  private static final Sweeps sweeps = new Sweeps(bed.jdbc(), new SimpleMeterRegistry());

  /** All but sending again, which is the api's and the replay's. */
  enum Event {
    CLAIMED,
    SUCCEEDED,
    FAILED_RETRYABLY,
    FAILED_FOR_GOOD,
    ENDPOINT_GONE,
    HANDED_BACK,
    WORKER_LOST,
    ENDPOINT_DISABLED,
    ENDPOINT_ENABLED,
    ENDPOINT_DELETED
  }

  @AfterAll
  static void close() {
    bed.close();
  }

  static List<Arguments> cases() {
    return Stream.of(DeliveryStatus.values())
        .flatMap(status -> Stream.of(Event.values()).map(event -> Arguments.of(status, event)))
        .toList();
  }

  /** The delivery afterwards; as it was where the event does not apply. */
  private static State expected(State before, Event event) {
    return switch (before.status()) {
      case PENDING ->
          switch (event) {
            case CLAIMED -> new State(DeliveryStatus.SENDING, 6, 1, 2);
            case ENDPOINT_DISABLED -> to(DeliveryStatus.HELD);
            case ENDPOINT_DELETED -> to(DeliveryStatus.DISCARDED);
            default -> before;
          };
      case SENDING ->
          switch (event) {
            case SUCCEEDED -> to(DeliveryStatus.DELIVERED);
            case FAILED_RETRYABLY -> to(DeliveryStatus.PENDING);
            case FAILED_FOR_GOOD -> to(DeliveryStatus.FAILED);
            case ENDPOINT_GONE -> to(DeliveryStatus.HELD);
            case HANDED_BACK, WORKER_LOST -> new State(DeliveryStatus.PENDING, 5, 2, 2);
            default -> before;
          };
      case HELD ->
          switch (event) {
            case ENDPOINT_ENABLED -> to(DeliveryStatus.PENDING);
            case ENDPOINT_DELETED -> to(DeliveryStatus.DISCARDED);
            default -> before;
          };
      case DELIVERED, FAILED, DISCARDED -> before;
    };
  }

  private static State to(DeliveryStatus status) {
    return new State(status, 5, 1, 2);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aStatementMovesADeliveryOnlyWhereItMay(DeliveryStatus status, Event event) {
    bed.jdbc().update("DELETE FROM delivery");
    UUID endpoint = stored.endpoints().add(Stored.URL);
    State before = to(status);
    DeliveryId id = stored.delivery(endpoint, before);
    Instant now = now();

    carryOut(endpoint, id, event);

    State after = expected(before, event);
    assertThat(stored.state(id)).isEqualTo(after);
    assertThat(isOver(id)).isEqualTo(Stored.isOver(after.status()));
    if (after.status() == DeliveryStatus.PENDING && status != DeliveryStatus.PENDING) {
      Instant due = event == Event.FAILED_RETRYABLY ? now.plus(WAIT) : now;
      assertThat(nextAttemptAt(id)).isBetween(due, due.plusSeconds(30));
    }
  }

  private static void carryOut(UUID endpoint, DeliveryId id, Event event) {
    Claim claim = stored.claimed(endpoint, id, 5);
    switch (event) {
      case CLAIMED -> claimAll();
      case SUCCEEDED -> settle(Stored.delivered(claim));
      case FAILED_RETRYABLY -> settle(Stored.failed(claim, WAIT));
      case FAILED_FOR_GOOD -> settle(Stored.failedForGood(claim));
      case ENDPOINT_GONE -> settle(Stored.gone(claim));
      case HANDED_BACK -> settle(DeliverySettlement.handedBack(claim));
      case WORKER_LOST -> {
        bed.jdbc().update("UPDATE delivery SET deadline_at = now() WHERE status = 'sending'");
        deliveries.reap();
      }
      case ENDPOINT_DISABLED -> {
        stored.endpoints().disable(endpoint);
        sweep();
      }
      case ENDPOINT_ENABLED -> sweep();
      case ENDPOINT_DELETED -> {
        stored.endpoints().delete(endpoint);
        sweep();
      }
    }
  }

  private static void claimAll() {
    List<ClaimRequest> picks =
        bed.jdbc()
            .query(
                "SELECT DISTINCT destination, endpoint_id FROM delivery",
                (row, _) ->
                    new ClaimRequest(
                        row.getString("destination"),
                        row.getObject("endpoint_id", UUID.class),
                        0,
                        10,
                        false,
                        Long.MAX_VALUE));
    deliveries.claim(stored.worker(), picks, Duration.ofMinutes(1));
  }

  private static void settle(DeliverySettlement settlement) {
    settlements.write(List.of(settlement));
  }

  private static void sweep() {
    sweeps.sweepRecent();
  }

  private static Instant now() {
    return instant("SELECT now()");
  }

  private static Instant nextAttemptAt(DeliveryId id) {
    return instant("SELECT next_attempt_at FROM delivery WHERE id = '" + id + "'");
  }

  private static Instant instant(String sql) {
    return requireNonNull(
        bed.jdbc()
            .queryForObject(sql, (row, _) -> row.getObject(1, OffsetDateTime.class).toInstant()));
  }

  private static boolean isOver(DeliveryId id) {
    return bed.count("delivery WHERE completed_at IS NOT NULL AND id = '" + id + "'") == 1;
  }
}
