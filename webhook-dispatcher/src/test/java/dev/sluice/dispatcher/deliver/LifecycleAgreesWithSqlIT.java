package dev.sluice.dispatcher.deliver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.delivery.DeliveryEvent;
import dev.sluice.delivery.DeliveryLifecycle;
import dev.sluice.delivery.DeliveryState;
import dev.sluice.delivery.DeliveryStatus;
import dev.sluice.delivery.DeliveryTransition;
import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.deliver.Settlement.Next;
import dev.sluice.dispatcher.pick.Pick;
import dev.sluice.dispatcher.send.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For every state and event: the statement that carries it out does what the function says. */
class LifecycleAgreesWithSqlIT {

  private static final Duration WAIT = Duration.ofSeconds(700);
  private static final Duration OF_LATE = Duration.ofMinutes(10);

  private static final TestBed bed = new TestBed();
  private static final Stored stored = new Stored(bed);
  private static final Deliveries deliveries = new Deliveries(bed.jdbc());
  private static final Settlements settlements = SettlementsOf.bed(bed);
  private static final Sweeps sweeps = new Sweeps(bed.jdbc());

  record Case(DeliveryState state, DeliveryEvent event) {}

  @AfterAll
  static void close() {
    bed.close();
  }

  static List<Case> cases() {
    // Sent again is the api's and the replay's.
    List<DeliveryEvent> events =
        List.of(
            new DeliveryEvent.Claimed(),
            new DeliveryEvent.Succeeded(),
            new DeliveryEvent.FailedRetryably(WAIT),
            new DeliveryEvent.FailedForGood(),
            new DeliveryEvent.EndpointGone(),
            new DeliveryEvent.HandedBack(),
            new DeliveryEvent.WorkerLost(),
            new DeliveryEvent.EndpointDisabled(),
            new DeliveryEvent.EndpointEnabled(),
            new DeliveryEvent.EndpointDeleted());
    List<Case> cases = new ArrayList<>();
    for (DeliveryStatus status : DeliveryStatus.values()) {
      for (DeliveryEvent event : events) {
        cases.add(new Case(new DeliveryState(status, 5, 1, 2), event));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aStatementDoesWhatTheFunctionSays(Case item) {
    bed.jdbc().update("DELETE FROM delivery");
    UUID endpoint = stored.endpoints().add(Stored.URL);
    DeliveryId id = stored.delivery(endpoint, item.state());
    Instant before = now();

    carryOut(endpoint, id, item.event());

    switch (DeliveryLifecycle.next(item.state(), item.event(), before)) {
      case DeliveryTransition.Refused _ -> assertThat(stored.state(id)).isEqualTo(item.state());
      case DeliveryTransition.To(DeliveryState next, Instant at) -> {
        assertThat(stored.state(id)).isEqualTo(next);
        assertThat(isOver(id)).isEqualTo(next.status().isOver());
        if (at != null) {
          assertThat(nextAttemptAt(id)).isBetween(at, at.plusSeconds(30));
        }
      }
    }
  }

  private static void carryOut(UUID endpoint, DeliveryId id, DeliveryEvent event) {
    Claim claim = stored.claimed(endpoint, id, 5);
    switch (event) {
      case DeliveryEvent.Claimed _ -> claimAll();
      case DeliveryEvent.Succeeded _ -> settle(Stored.delivered(claim));
      case DeliveryEvent.FailedRetryably(Duration in) ->
          settle(Stored.attempted(claim, new Next.Retry(FailureClass.TIMEOUT, in)));
      case DeliveryEvent.FailedForGood _ ->
          settle(Stored.attempted(claim, new Next.GivenUp(FailureClass.TIMEOUT)));
      case DeliveryEvent.EndpointGone _ -> settle(Stored.gone(claim));
      case DeliveryEvent.HandedBack _ -> settle(new Settlement.HandedBack(claim));
      case DeliveryEvent.WorkerLost _ -> {
        bed.jdbc().update("UPDATE delivery SET deadline_at = now() WHERE status = 'sending'");
        deliveries.reap();
      }
      case DeliveryEvent.EndpointDisabled _ -> {
        stored.endpoints().disable(endpoint);
        sweep();
      }
      case DeliveryEvent.EndpointEnabled _ -> sweep();
      case DeliveryEvent.EndpointDeleted _ -> {
        stored.endpoints().delete(endpoint);
        sweep();
      }
      case DeliveryEvent.SentAgain _ -> throw new AssertionError("not done here");
    }
  }

  private static void claimAll() {
    List<Pick> picks =
        bed.jdbc()
            .query(
                "SELECT DISTINCT destination, endpoint_id FROM delivery",
                (row, _) ->
                    new Pick(
                        row.getString("destination"),
                        row.getObject("endpoint_id", UUID.class),
                        0,
                        10,
                        false,
                        Long.MAX_VALUE));
    deliveries.claim(stored.worker(), picks, Duration.ofMinutes(1));
  }

  private static void settle(Settlement settlement) {
    settlements.write(List.of(settlement));
  }

  private static void sweep() {
    sweeps.holdWaiting(OF_LATE);
    sweeps.discardWaiting(OF_LATE);
    sweeps.moveHeld();
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
