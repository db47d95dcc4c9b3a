package dev.sluice.dispatcher.deliver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.lease.WorkerId;
import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.ClaimRequest;
import dev.sluice.webhooks.delivery.ClaimResult;
import dev.sluice.webhooks.delivery.DeliveryQueue;
import dev.sluice.webhooks.delivery.DeliverySettlement;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.delivery.Response;
import dev.sluice.webhooks.delivery.Settlements;
import dev.sluice.webhooks.delivery.Sweeps;
import dev.sluice.webhooks.delivery.Trace;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The statements, by themselves. */
class FenceIT {

  private static final Duration HOLD = Duration.ofMinutes(1);
  private static final long MEMORY = 1_000_000;
  private static final ClaimRequest ANY = pick("a.test", 10);

  private final TestBed bed = new TestBed();
  private final DeliveryQueue deliveries = new DeliveryQueue(bed.jdbc());
  private final Settlements settlements = SettlementsOf.bed(bed);

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void aLateSettlementIsRefused() {
    WorkerId paused = worker();
    WorkerId other = worker();
    deliver("http://a.test/");
    Claim late = claim(paused, ANY).getFirst();
    expire(paused);
    assertThat(deliveries.reap().due()).isOne();
    assertThat(claim(other, ANY)).isEmpty();
    headStartIsOver();
    Claim again = claim(other, ANY).getFirst();

    assertThat(settlements.write(List.of(Stored.delivered(late)))).containsExactly(false);
    assertThat(row(late).get("status")).isEqualTo("sending");
    assertThat(settlements.write(List.of(Stored.delivered(again)))).containsExactly(true);
    assertThat(row(late))
        .containsEntry("status", "delivered")
        .containsEntry("attempt", 2)
        .containsEntry("uncounted", 1);
    assertThat(logged()).containsExactly(2);
    // Nor is it accepted after the end.
    assertThat(
            settlements.write(List.of(Stored.delivered(late), DeliverySettlement.handedBack(late))))
        .containsExactly(false, false);
  }

  @Test
  void aSettlementThatIsRepeatedIsAcceptedAndChangesNothing() {
    deliver("http://a.test/");
    Claim claim = claim(worker(), ANY).getFirst();
    DeliverySettlement retry = Stored.failed(claim, Duration.ofSeconds(30));
    assertThat(settlements.write(List.of(retry))).containsExactly(true);
    Map<String, Object> after = row(claim);
    assertThat(settlements.write(List.of(retry))).containsExactly(true);
    assertThat(row(claim)).isEqualTo(after);
    assertThat(logged()).containsExactly(1);
  }

  @Test
  void whatWasHandedBackIsDueAtOnceAndDoesNotCount() {
    WorkerId worker = worker();
    deliver("http://a.test/");
    Claim first = claim(worker, ANY).getFirst();
    assertThat(settlements.write(List.of(DeliverySettlement.handedBack(first))))
        .containsExactly(true);
    Claim second = claim(worker, ANY).getFirst();
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.countedAttempts()).isEqualTo(1);
    assertThat(logged()).isEmpty();
  }

  @Test
  void aRetryIsNotDueBeforeItsTime() {
    WorkerId worker = worker();
    deliver("http://a.test/");
    Claim first = claim(worker, ANY).getFirst();
    settlements.write(List.of(Stored.failed(first, Duration.ofHours(12))));
    assertThat(claim(worker, ANY)).isEmpty();
    bed.jdbc()
        .update("UPDATE delivery SET next_attempt_at = next_attempt_at - interval '12 hours'");
    assertThat(claim(worker, ANY)).hasSize(1);
  }

  @Test
  void aWorkerWithoutALiveLeaseGetsNothing() {
    WorkerId dead = worker();
    expire(dead);
    deliver("http://a.test/");
    assertThat(claim(dead, ANY)).isEmpty();
    assertThat(claim(new WorkerId(UUID.randomUUID()), ANY)).isEmpty();
  }

  @Test
  void whatIsHeldBeyondItsDeadlineIsTakenFromALiveWorker() {
    WorkerId worker = worker();
    deliver("http://a.test/");
    Claim claim = claim(worker, ANY).getFirst();
    assertThat(deliveries.reap().due()).isZero();
    bed.jdbc().update("UPDATE delivery SET deadline_at = now() - interval '1 second'");
    assertThat(deliveries.reap().due()).isOne();
    assertThat(status(claim)).isEqualTo("pending");
  }

  @Test
  void theOutcomeOfALostAttemptIsTakenWhileNobodyHasTouchedTheDelivery() {
    Claim claim = lost("http://a.test/");
    assertThat(settlements.write(List.of(DeliverySettlement.handedBack(claim))))
        .containsExactly(false);
    DeliverySettlement retry = Stored.failed(claim, Duration.ofHours(1));
    assertThat(settlements.write(List.of(retry))).containsExactly(true);
    assertThat(row(claim))
        .containsEntry("status", "pending")
        .containsEntry("attempt", 1)
        .containsEntry("uncounted", 0);
    Map<String, Object> after = row(claim);
    assertThat(settlements.write(List.of(retry, DeliverySettlement.handedBack(claim))))
        .containsExactly(true, true);
    assertThat(row(claim)).isEqualTo(after);
    assertThat(logged()).containsExactly(1);

    Claim other = lost("http://b.test/");
    assertThat(settlements.write(List.of(Stored.delivered(other)))).containsExactly(true);
    assertThat(row(other)).containsEntry("status", "delivered").containsEntry("uncounted", 0);
  }

  @Test
  void theOutcomeOfALostAttemptIsRefusedOnceItWasSentAgainByHand() {
    Claim claim = lost("http://a.test/");
    bed.jdbc().update("UPDATE delivery SET status = 'held'");
    // As the api does it.
    bed.jdbc()
        .update(
            "UPDATE delivery SET status = 'pending', trigger = 'manual',"
                + " earlier = attempt - uncounted, next_attempt_at = now()");
    Map<String, Object> before = row(claim);
    assertThat(settlements.write(List.of(Stored.delivered(claim)))).containsExactly(false);
    assertThat(row(claim)).isEqualTo(before);
    assertThat(logged()).isEmpty();
  }

  @Test
  void theOutcomeOfALostAttemptIsTakenWhileItsEndpointIsDisabledAndOnceItIsEnabled() {
    WorkerId worker = worker();
    UUID endpoint = bed.endpoint("http://a.test/", null);
    bed.deliveries(endpoint, 3);
    List<Claim> claims =
        claim(worker, new ClaimRequest(endpoint.toString(), endpoint, 0, 3, false, MEMORY));
    expire(worker);
    assertThat(deliveries.reap().due()).isEqualTo(3);
    Sweeps sweeps = new Sweeps(bed.jdbc(), new SimpleMeterRegistry());
    bed.jdbc()
        .update(
            "UPDATE webhook_endpoint SET enabled = false, disabled_reason = 'manual', disabled_at ="
                + " now()");
    assertThat(sweeps.stopPending(HOLD).held()).isEqualTo(3);
    assertThat(
            settlements.write(
                List.of(Stored.failed(claims.get(0), HOLD), Stored.delivered(claims.get(1)))))
        .containsExactly(true, true);
    assertThat(status(claims.get(0))).isEqualTo("held");
    assertThat(status(claims.get(1))).isEqualTo("delivered");
    bed.jdbc()
        .update(
            "UPDATE webhook_endpoint SET enabled = true, disabled_reason = NULL, disabled_at ="
                + " NULL");
    assertThat(sweeps.moveHeld().released()).isEqualTo(2);
    assertThat(
            settlements.write(
                List.of(Stored.delivered(claims.get(2)), Stored.delivered(claims.get(0)))))
        .containsExactly(true, true);
    assertThat(status(claims.get(2))).isEqualTo("delivered");
    // It was settled before, as a failure: that is only repeated.
    assertThat(status(claims.get(0))).isEqualTo("pending");
    assertThat(bed.count("delivery WHERE uncounted > 0")).isZero();
  }

  @Test
  void whatIsLostAgainAndAgainFailsInTheEndAndAnOutcomeBeginsAnew() {
    WorkerId worker = worker();
    deliver("http://a.test/");
    for (int i = 0; i < DeliveryQueue.MAX_LOST; i++) {
      lose(worker);
    }
    assertThat(bed.count("delivery WHERE status = 'pending'")).isOne();
    Claim claim = claim(worker, ANY).getFirst();
    assertThat(claim.countedAttempts()).isOne();
    assertThat(settlements.write(List.of(Stored.failed(claim, Duration.ZERO))))
        .containsExactly(true);
    for (int i = 0; i < DeliveryQueue.MAX_LOST; i++) {
      lose(worker);
    }
    assertThat(status(claim)).isEqualTo("pending");
    assertThat(claim(worker, ANY)).hasSize(1);
    bed.jdbc().update("UPDATE delivery SET deadline_at = now()");
    DeliveryQueue.Reaped reaped = deliveries.reap();
    assertThat(reaped.due()).isZero();
    assertThat(reaped.failed()).containsExactly(claim.id());
    assertThat(row(claim)).containsEntry("status", "failed");
    assertThat(bed.count("delivery WHERE completed_at IS NULL")).isZero();
  }

  @Test
  void whatEndsIsCountedOnceForTheReplayThatQueuedIt() {
    WorkerId worker = worker();
    UUID endpoint = bed.endpoint("http://a.test/", null);
    bed.deliveries(endpoint, 5);
    bed.jdbc()
        .update(
            """
            WITH replayed AS (
              INSERT INTO replay (id, tenant, endpoint_id, since, until, statuses, status, created_at)
              VALUES (gen_random_uuid(), 'acme', ?, now(), now(), '{failed}', 'running', now())
              RETURNING id
            )
            UPDATE delivery d SET replay_id = r.id, lost = ? FROM replayed r
            """,
            endpoint,
            DeliveryQueue.MAX_LOST);
    List<Claim> claims =
        claim(worker, new ClaimRequest(endpoint.toString(), endpoint, 0, 5, false, MEMORY));
    List<DeliverySettlement> ended =
        List.of(
            Stored.delivered(claims.get(0)),
            Stored.delivered(claims.get(1)),
            Stored.failedForGood(claims.get(2)),
            Stored.failed(claims.get(3), HOLD));
    assertThat(settlements.write(ended)).doesNotContain(false);
    assertThat(settlements.write(ended)).doesNotContain(false);
    bed.jdbc().update("UPDATE delivery SET deadline_at = now() WHERE status = 'sending'");
    assertThat(deliveries.reap().failed()).containsExactly(claims.get(4).id());
    assertThat(bed.jdbc().queryForList("SELECT delivered, failed FROM replay_outcome"))
        .containsExactlyInAnyOrder(
            Map.of("delivered", 2, "failed", 1), Map.of("delivered", 0, "failed", 1));
  }

  @Test
  void whatTheDatabaseRefusesOfAnOutcomeIsLeftOutAndTheOutcomeCounts() {
    deliver("http://a.test/");
    Claim claim = claim(worker(), ANY).getFirst();
    DeliverySettlement refused =
        new DeliverySettlement(
            claim,
            Instant.EPOCH,
            Duration.ofMillis(12),
            new AttemptOutcome(
                null,
                new Response(200, new byte[] {1}, false),
                null,
                new Trace("no\u0000text", null, null, null, null, null)),
            DeliveryStatus.DELIVERED,
            null,
            false);
    try (DeliverySettler settler = new DeliverySettler(settlements, new Random(1))) {
      assertThat(settler.settle(refused)).isEqualTo(DeliverySettler.Result.ACCEPTED);
    }
    assertThat(status(claim)).isEqualTo("delivered");
    assertThat(bed.jdbc().queryForMap("SELECT status_code, response_cut FROM delivery_attempt"))
        .containsEntry("status_code", 200)
        .containsEntry("response_cut", true);
  }

  @Test
  void noMoreIsTakenOfADestinationThanWasPickedAndOthersComeThrough() {
    WorkerId worker = worker();
    for (int i = 0; i < 20; i++) {
      deliver("http://slow.test/" + i);
    }
    deliver("http://other.test/");
    assertThat(claim(worker, pick("slow.test", 3), pick("other.test", 5)))
        .extracting(Claim::destination)
        .containsExactly("acme/slow.test", "acme/slow.test", "acme/slow.test", "acme/other.test");
    // What waits for its endpoint has spent no attempt.
    assertThat(bed.count("delivery WHERE status = 'pending' AND attempt = 0")).isEqualTo(17);
  }

  @Test
  void theOldestOfADestinationAreTakenFirst() {
    WorkerId worker = worker();
    for (int i = 0; i < 5; i++) {
      deliver("http://a.test/" + i);
      bed.jdbc().update("UPDATE delivery SET next_attempt_at = next_attempt_at - interval '1 s'");
    }
    assertThat(claim(worker, pick("a.test", 3)))
        .extracting(Claim::url)
        .containsExactly("http://a.test/0", "http://a.test/1", "http://a.test/2");
  }

  @Test
  void bodiesThatDoNotFitIntoMemoryWaitAsTheyAre() {
    WorkerId worker = worker();
    deliver("http://large.test/", 1000);
    for (int i = 0; i < 4; i++) {
      deliver("http://small.test/" + i, 200);
    }
    List<ClaimRequest> picks = List.of(pick("large.test", 2, 500), pick("small.test", 4, 500));
    List<ClaimResult> results = deliveries.claim(worker, picks, HOLD);
    assertThat(results)
        .flatExtracting(ClaimResult::claims)
        .extracting(Claim::destination)
        .containsExactly("acme/small.test", "acme/small.test");
    assertThat(results)
        .extracting(
            ClaimResult::found,
            result -> result.claims().size(),
            ClaimResult::bytes,
            ClaimResult::oversized)
        .containsExactly(
            tuple(1, 0, 0L, OptionalLong.of(1000)), tuple(4, 2, 400L, OptionalLong.of(200)));
    assertThat(bed.count("delivery WHERE status = 'pending' AND attempt = 0")).isEqualTo(3);
    assertThat(claim(worker, pick("large.test", 2, 1000), pick("small.test", 4, 400))).hasSize(3);
  }

  @Test
  void nothingIsTakenOfAnEndpointThatIsDisabledOrDeleted() {
    WorkerId worker = worker();
    UUID endpoint = bed.endpoint("http://a.test/", null);
    bed.deliveries(endpoint, 2);
    ClaimRequest pick = new ClaimRequest(endpoint.toString(), endpoint, 0, 1, false, MEMORY);
    bed.jdbc()
        .update(
            "UPDATE webhook_endpoint SET enabled = false, disabled_reason = 'manual', disabled_at ="
                + " now()");
    assertThat(claim(worker, pick)).isEmpty();
    bed.jdbc()
        .update(
            "UPDATE webhook_endpoint SET enabled = true, disabled_reason = NULL, disabled_at ="
                + " NULL");
    assertThat(claim(worker, pick)).hasSize(1);
    bed.jdbc().update("UPDATE webhook_endpoint SET deleted_at = now()");
    assertThat(claim(worker, pick)).isEmpty();
    assertThat(bed.count("delivery WHERE status = 'pending' AND attempt = 0")).isOne();
  }

  @Test
  void theAgeOfTheBacklogIsThatOfItsOldestDue() {
    assertThat(deliveries.oldestDueAge()).isZero();
    deliver("http://a.test/");
    bed.jdbc().update("UPDATE delivery SET next_attempt_at = now() - interval '90 seconds'");
    deliver("http://b.test/");
    assertThat(deliveries.oldestDueAge())
        .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(150));
  }

  /** A delivery whose attempt was taken for lost. */
  private Claim lost(String url) {
    WorkerId worker = worker();
    deliver(url);
    Claim claim = claim(worker, pick(URI.create(url).getHost(), 1)).getFirst();
    expire(worker);
    assertThat(deliveries.reap().due()).isOne();
    assertThat(row(claim)).containsEntry("status", "pending").containsEntry("uncounted", 1);
    return claim;
  }

  private void lose(WorkerId worker) {
    assertThat(claim(worker, ANY)).hasSize(1);
    bed.jdbc().update("UPDATE delivery SET deadline_at = now()");
    assertThat(deliveries.reap().due()).isOne();
    headStartIsOver();
  }

  private void headStartIsOver() {
    bed.jdbc().update("UPDATE delivery SET next_attempt_at = now(), lost_until = now()");
  }

  private Object status(Claim claim) {
    return requireNonNull(row(claim).get("status"));
  }

  private List<Claim> claim(WorkerId worker, ClaimRequest... picks) {
    return deliveries.claim(worker, List.of(picks), HOLD).stream()
        .flatMap(result -> result.claims().stream())
        .toList();
  }

  private static ClaimRequest pick(String host, int count) {
    return pick(host, count, MEMORY);
  }

  private static ClaimRequest pick(String host, int count, long bytes) {
    return new ClaimRequest("acme/" + host, null, 0, count, false, bytes);
  }

  private void deliver(String url) {
    deliver(url, 2);
  }

  private void deliver(String url, int size) {
    bed.jdbc()
        .update(
            """
            WITH stored AS (
              INSERT INTO delivery (id, event_id, target, event_type, job_id, tenant, url,
                                    destination, status, next_attempt_at)
              VALUES (uuidv7(), gen_random_uuid(), 'job', 'job.completed', gen_random_uuid(), 'acme',
                      ?, ?, 'pending', now())
              RETURNING id, event_id, tenant
            )
            INSERT INTO webhook_event (id, tenant, occurred_at, body)
            SELECT event_id, tenant, now(), ? FROM stored
            """,
            url,
            "acme/" + URI.create(url).getAuthority(),
            new byte[size]);
  }

  private WorkerId worker() {
    WorkerId worker = new WorkerId(UUID.randomUUID());
    bed.jdbc()
        .update(
            """
            INSERT INTO worker (id, kind, host, expires_at)
            VALUES (?, 'webhook-dispatcher', 'test', now() + interval '1 hour')
            """,
            worker.value());
    return worker;
  }

  private void expire(WorkerId worker) {
    bed.jdbc()
        .update(
            "UPDATE worker SET expires_at = now() - interval '1 second' WHERE id = ?",
            worker.value());
  }

  private Map<String, Object> row(Claim claim) {
    return bed.jdbc()
        .queryForMap(
            "SELECT status, attempt, uncounted, next_attempt_at, completed_at FROM delivery"
                + " WHERE id = ?",
            claim.id().value());
  }

  private List<Integer> logged() {
    return bed.jdbc().queryForList("SELECT attempt FROM delivery_attempt", Integer.class);
  }
}
