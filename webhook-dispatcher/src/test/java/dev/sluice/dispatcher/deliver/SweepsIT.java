package dev.sluice.dispatcher.deliver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.TestEndpoints;
import dev.sluice.dispatcher.deliver.Stored.State;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.DeliveryId;
import dev.sluice.webhooks.delivery.DeliverySettlement;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.delivery.Sweeps;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries follow what becomes of their endpoints. */
class SweepsIT {

  private static final Duration RECENTLY = Duration.ofMinutes(10);

  private static final TestBed bed = new TestBed();
  private static final Stored stored = new Stored(bed);
  private static final TestEndpoints endpoints = stored.endpoints();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Sweeps sweeps = new Sweeps(bed.jdbc(), meters);
  private final UUID endpoint = endpoints.add(Stored.URL);
  private final UUID other = endpoints.add(Stored.URL);

  @AfterEach
  void clear() {
    bed.jdbc().update("DELETE FROM delivery");
  }

  @AfterAll
  static void close() {
    bed.close();
  }

  @Test
  void whatWaitsForADisabledEndpointIsHeldAndReleasedOnceItIsEnabled() {
    DeliveryId waiting = stored.delivery(endpoint, new State(DeliveryStatus.PENDING, 3, 1, 1));
    DeliveryId elsewhere = stored.delivery(other, DeliveryStatus.PENDING);
    endpoints.disable(endpoint);
    assertThat(sweeps.sweepRecent().released()).isZero();
    assertThat(stored.state(waiting)).isEqualTo(new State(DeliveryStatus.HELD, 3, 1, 1));
    assertThat(stored.status(elsewhere)).isEqualTo(DeliveryStatus.PENDING);

    bed.jdbc().update("UPDATE delivery SET next_attempt_at = now() - interval '12 hours'");
    endpoints.enable(endpoint);
    assertThat(sweeps.sweepRecent().released()).isOne();
    assertThat(stored.state(waiting)).isEqualTo(new State(DeliveryStatus.PENDING, 3, 1, 1));
    // Not ahead of what has become due meanwhile.
    assertThat(
            bed.count("delivery WHERE next_attempt_at BETWEEN now() - interval '1 hour' AND now()"))
        .isOne();
    assertThat(moved("held")).isOne();
    assertThat(moved("pending")).isOne();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void whatIsReleasedIsNotDueBeforeTheTimeThatItsReceiverMayHaveAskedFor(int status) {
    Instant due = planned(Duration.ofHours(1), status);
    disableAndEnable();
    assertThat(nextAttemptAt()).isEqualTo(due);
  }

  @Test
  void whatIsReleasedIsDueWithinAnHour() {
    Instant due = planned(Duration.ofHours(12), 503);
    disableAndEnable();
    assertThat(nextAttemptAt())
        .isBetween(due.minus(Duration.ofHours(11)), due.minus(Duration.ofHours(10)));
  }

  /** Whoever enables an endpoint does not wait for the end of its schedule. */
  @Test
  void whatIsReleasedAfterAnotherFailureIsDue() {
    Instant due = planned(Duration.ofHours(12), 500);
    disableAndEnable();
    assertThat(nextAttemptAt()).isBefore(due.minus(Duration.ofHours(11)));
  }

  /** When the next attempt of a delivery is that failed with this status. */
  private Instant planned(Duration wait, int status) {
    DeliverySettlement failed = Stored.failed(stored.claimed(endpoint), wait);
    assertThat(SettlementsOf.bed(bed).write(List.of(failed))).containsExactly(true);
    bed.jdbc().update("UPDATE delivery_attempt SET status_code = ?", status);
    return nextAttemptAt();
  }

  private void disableAndEnable() {
    endpoints.disable(endpoint);
    sweeps.sweepRecent();
    assertThat(bed.count("delivery WHERE status = 'held'")).isOne();
    endpoints.enable(endpoint);
    sweeps.sweepRecent();
    assertThat(bed.count("delivery WHERE status = 'pending'")).isOne();
  }

  @Test
  void whatWaitsOrIsHeldForADeletedEndpointIsDiscardedAndWhatIsOverStays() {
    DeliveryId waiting = stored.delivery(endpoint, DeliveryStatus.PENDING);
    DeliveryId held = stored.delivery(endpoint, DeliveryStatus.HELD);
    DeliveryId delivered = stored.delivery(endpoint, DeliveryStatus.DELIVERED);
    DeliveryId sending = stored.delivery(endpoint, DeliveryStatus.SENDING);
    endpoints.disable(endpoint);
    endpoints.delete(endpoint);
    assertThat(sweeps.sweepRecent().released()).isZero();
    assertThat(List.of(waiting, held))
        .allMatch(id -> stored.status(id) == DeliveryStatus.DISCARDED);
    assertThat(stored.status(delivered)).isEqualTo(DeliveryStatus.DELIVERED);
    assertThat(stored.status(sending)).isEqualTo(DeliveryStatus.SENDING);
    assertThat(moved("discarded")).isEqualTo(2);
  }

  @Test
  void anAttemptUnderWayIsNotTouchedAndItsRetryIsHeld() {
    Claim claim = stored.claimed(endpoint);
    endpoints.disable(endpoint);
    sweeps.sweepRecent();
    assertThat(stored.status(claim.id())).isEqualTo(DeliveryStatus.SENDING);
    assertThat(SettlementsOf.bed(bed).write(List.of(Stored.failed(claim)))).containsExactly(true);
    sweeps.sweepRecent();
    assertThat(stored.status(claim.id())).isEqualTo(DeliveryStatus.HELD);
  }

  @Test
  void whatIsBeingClaimedIsLeftForTheNextTime() throws SQLException {
    DeliveryId waiting = stored.delivery(endpoint, DeliveryStatus.PENDING);
    DeliveryId held = stored.delivery(other, DeliveryStatus.HELD);
    endpoints.disable(endpoint);
    try (Connection claiming = bed.database().dataSource().getConnection();
        Statement statement = claiming.createStatement()) {
      claiming.setAutoCommit(false);
      statement.execute("SELECT id FROM delivery FOR UPDATE");
      sweeps.sweepRecent();
      assertThat(stored.status(waiting)).isEqualTo(DeliveryStatus.PENDING);
      assertThat(stored.status(held)).isEqualTo(DeliveryStatus.HELD);
      claiming.rollback();
    }
    sweeps.sweepRecent();
    assertThat(stored.status(waiting)).isEqualTo(DeliveryStatus.HELD);
    assertThat(stored.status(held)).isEqualTo(DeliveryStatus.PENDING);
  }

  @Test
  void whatASweepHeldWhileTheEndpointWasBeingEnabledIsReleasedByTheNext() throws SQLException {
    DeliveryId waiting = stored.delivery(endpoint, DeliveryStatus.PENDING);
    endpoints.disable(endpoint);
    try (Connection api = bed.database().dataSource().getConnection();
        Statement statement = api.createStatement()) {
      api.setAutoCommit(false);
      statement.execute(
          "UPDATE webhook_endpoint SET enabled = true, disabled_reason = NULL, disabled_at = NULL"
              + " WHERE id = '%s'".formatted(endpoint));
      // Not committed yet, so the sweep goes by what was.
      sweeps.sweepRecent();
      assertThat(stored.status(waiting)).isEqualTo(DeliveryStatus.HELD);
      api.commit();
    }
    sweeps.sweepRecent();
    assertThat(stored.status(waiting)).isEqualTo(DeliveryStatus.PENDING);
  }

  @Test
  void whatComesLongAfterItsEndpointWasStoppedIsFoundByAWholeRound() {
    DeliveryId held = stored.delivery(endpoint, DeliveryStatus.PENDING);
    DeliveryId discarded = stored.delivery(other, DeliveryStatus.PENDING);
    endpoints.disable(endpoint);
    endpoints.delete(other);
    bed.jdbc()
        .update(
            "UPDATE webhook_endpoint SET disabled_at = disabled_at - interval '1 hour',"
                + " deleted_at = deleted_at - interval '1 hour'");
    sweeps.sweepRecent();
    assertThat(stored.status(held)).isEqualTo(DeliveryStatus.PENDING);
    sweeps.sweepAll();
    assertThat(stored.status(held)).isEqualTo(DeliveryStatus.HELD);
    assertThat(stored.status(discarded)).isEqualTo(DeliveryStatus.DISCARDED);
  }

  @Test
  void dispatchersThatSweepTogetherMoveEachDeliveryOnceAndInBatches() throws Exception {
    stored.claimed(endpoint, 2 * Sweeps.BATCH + 1);
    bed.jdbc()
        .update("UPDATE delivery SET status = 'pending', worker_id = NULL, deadline_at = NULL");
    endpoints.disable(endpoint);
    assertThat(sweeps.stopPending(RECENTLY).held()).isEqualTo(Sweeps.BATCH);
    assertThat(bed.count("delivery WHERE status = 'held'")).isEqualTo(Sweeps.BATCH);
    Callable<Sweeps.Moved> round = sweeps::sweepRecent;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Sweeps.Moved> dispatcher : executor.invokeAll(List.of(round, round))) {
        dispatcher.get();
      }
    }
    // What one had locked the other passed by; the next round has the rest.
    sweeps.sweepRecent();
    assertThat(moved("held")).isEqualTo(2 * Sweeps.BATCH + 1);
    assertThat(bed.count("delivery WHERE status = 'pending'")).isZero();
  }

  @Test
  void aSecretIsRemovedAnHourAfterItExpired() {
    endpoints.expireOldestSecret(endpoint, "-59 minutes");
    sweeps.sweepAll();
    assertThat(secrets()).isOne();
    endpoints.expireOldestSecret(endpoint, "-61 minutes");
    sweeps.sweepAll();
    assertThat(secrets()).isZero();
  }

  private Instant nextAttemptAt() {
    return requireNonNull(
            bed.jdbc().queryForObject("SELECT next_attempt_at FROM delivery", OffsetDateTime.class))
        .toInstant();
  }

  private long secrets() {
    return bed.count("endpoint_secret WHERE endpoint_id = '%s'".formatted(endpoint));
  }

  private int moved(String to) {
    return (int) meters.counter("sluice.webhooks.swept", "to", to).count();
  }
}
