package dev.sluice.dispatcher.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.deliver.Settlement.Attempted;
import dev.sluice.dispatcher.deliver.Settlement.HandedBack;
import dev.sluice.dispatcher.deliver.Settlement.Next;
import dev.sluice.dispatcher.send.Answer;
import dev.sluice.dispatcher.send.FailureClass;
import dev.sluice.lease.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The statements, by themselves. */
class FenceIT {

  private static final Duration HOLD = Duration.ofMinutes(1);
  private static final int CAP = 3;

  private final TestBed bed = new TestBed();
  private final Deliveries deliveries = new Deliveries(bed.jdbc());
  private final Settlements settlements = new Settlements(bed.jdbc());

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void aLateSettlementIsRefused() {
    WorkerId paused = worker();
    WorkerId other = worker();
    deliver("http://a.test/");
    Claim late = claim(paused, 10).getFirst();
    expire(paused);
    assertThat(deliveries.reap()).isOne();
    Claim again = claim(other, 10).getFirst();

    assertThat(settlements.write(List.of(delivered(late)))).containsExactly(false);
    assertThat(row(late).get("status")).isEqualTo("sending");
    assertThat(settlements.write(List.of(delivered(again)))).containsExactly(true);
    assertThat(row(late))
        .containsEntry("status", "delivered")
        .containsEntry("attempt", 2)
        .containsEntry("uncounted", 1);
    assertThat(logged()).containsExactly(2);
    // Nor is it accepted after the end.
    assertThat(settlements.write(List.of(delivered(late), handedBack(late))))
        .containsExactly(false, false);
  }

  @Test
  void aSettlementThatIsRepeatedIsAcceptedAndChangesNothing() {
    deliver("http://a.test/");
    Claim claim = claim(worker(), 10).getFirst();
    Settlement retry = failed(claim, Duration.ofSeconds(30));
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
    Claim first = claim(worker, 10).getFirst();
    assertThat(settlements.write(List.of(handedBack(first)))).containsExactly(true);
    Claim second = claim(worker, 10).getFirst();
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.countedAttempts()).isEqualTo(1);
    assertThat(logged()).isEmpty();
  }

  @Test
  void aRetryIsNotDueBeforeItsTime() {
    WorkerId worker = worker();
    deliver("http://a.test/");
    Claim first = claim(worker, 10).getFirst();
    settlements.write(List.of(failed(first, Duration.ofHours(12))));
    assertThat(claim(worker, 10)).isEmpty();
    bed.jdbc()
        .update("UPDATE delivery SET next_attempt_at = next_attempt_at - interval '12 hours'");
    assertThat(claim(worker, 10)).hasSize(1);
  }

  @Test
  void aWorkerWithoutALiveLeaseGetsNothing() {
    WorkerId dead = worker();
    expire(dead);
    deliver("http://a.test/");
    assertThat(claim(dead, 10)).isEmpty();
    assertThat(claim(new WorkerId(UUID.randomUUID()), 10)).isEmpty();
  }

  @Test
  void whatIsHeldBeyondItsDeadlineIsTakenFromALiveWorker() {
    WorkerId worker = worker();
    deliver("http://a.test/");
    Claim claim = claim(worker, 10).getFirst();
    assertThat(deliveries.reap()).isZero();
    bed.jdbc().update("UPDATE delivery SET deadline_at = now() - interval '1 second'");
    assertThat(deliveries.reap()).isOne();
    assertThat(settlements.write(List.of(delivered(claim)))).containsExactly(false);
  }

  @Test
  void noMoreIsTakenOfAnEndpointThanItsCapAllowsAndOthersComeThrough() {
    WorkerId worker = worker();
    for (int i = 0; i < 20; i++) {
      deliver("http://slow.test/" + i);
    }
    deliver("http://other.test/");
    assertThat(claim(worker, 10))
        .extracting(Claim::endpoint)
        .containsExactly("slow.test", "slow.test", "slow.test");
    assertThat(deliveries.claim(worker, 10, HOLD, Map.of("slow.test", CAP), CAP))
        .extracting(Claim::endpoint)
        .containsExactly("other.test");
    assertThat(deliveries.claim(worker, 10, HOLD, Map.of("slow.test", CAP - 1), CAP)).hasSize(1);
    // What waits for its endpoint has spent no attempt.
    assertThat(bed.count("delivery WHERE status = 'pending' AND attempt = 0")).isEqualTo(16);
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

  private List<Claim> claim(WorkerId worker, int max) {
    return deliveries.claim(worker, max, HOLD, Map.of(), CAP);
  }

  private void deliver(String url) {
    bed.jdbc()
        .update(
            """
            INSERT INTO delivery (id, event_id, target, event_type, job_id, tenant, url, body,
                                  status, next_attempt_at)
            VALUES (uuidv7(), gen_random_uuid(), 'job', 'job.completed', gen_random_uuid(), 'acme',
                    ?, '{}', 'pending', now())
            """,
            url);
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

  private static Settlement delivered(Claim claim) {
    return attempted(claim, new Next.Delivered());
  }

  private static Settlement failed(Claim claim, Duration in) {
    return attempted(claim, new Next.Retry(FailureClass.TIMEOUT, in));
  }

  private static Settlement handedBack(Claim claim) {
    return new HandedBack(claim);
  }

  private static Settlement attempted(Claim claim, Next next) {
    Answer answer = new Answer(200, new byte[] {0, 1, -1}, false);
    return new Attempted(claim, Instant.EPOCH, Duration.ofMillis(12), Optional.of(answer), next);
  }
}
