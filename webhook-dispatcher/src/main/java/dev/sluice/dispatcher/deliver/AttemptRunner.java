package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.schedule.Verdict;
import dev.sluice.dispatcher.send.Sender;
import dev.sluice.secret.UnsealableException;
import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.DeliverySettlement;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.delivery.FailureClass;
import dev.sluice.webhooks.delivery.RetrySchedule;
import dev.sluice.webhooks.delivery.Trace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Runs one attempt of a claimed delivery: send, decide what follows, settle, log. */
@Component
final class AttemptRunner {

  private static final int GONE = 410;

  private final RequestBuilder requests;
  private final Sender sender;
  private final RetrySchedule schedule;
  private final DeliverySettler settler;
  private final AttemptReport report;
  private final Clock clock;

  AttemptRunner(
      RequestBuilder requests,
      Sender sender,
      RetrySchedule schedule,
      DeliverySettler settler,
      AttemptReport report,
      Clock clock) {
    this.requests = requests;
    this.sender = sender;
    this.schedule = schedule;
    this.settler = settler;
    this.report = report;
    this.clock = clock;
  }

  /**
   * Runs the attempt. An interrupt aborts it and hands the delivery back.
   *
   * @return what the attempt showed of the destination
   */
  Verdict run(Claim claim) {
    Instant startedAt = clock.instant();
    long startedNanos = System.nanoTime();
    DeliverySettlement settlement;
    Verdict verdict = Verdict.UNKNOWN;
    try {
      Optional<AttemptOutcome> outcome = sender.send(requests.build(claim, startedAt));
      Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
      verdict = Verdict.of(outcome, took, sender.deadline());
      settlement =
          outcome
              .map(sent -> settlement(claim, startedAt, took, sent))
              .orElseGet(() -> DeliverySettlement.handedBack(claim));
    } catch (IllegalArgumentException _) {
      // Another attempt would fail as well.
      settlement = notSent(claim, startedAt, null, "its URL, secret or headers are invalid");
    } catch (UnsealableException _) {
      // Another dispatcher may have the right key, or this one after a restart.
      String reason = "its secret or headers cannot be opened, check sluice.secrets.key";
      settlement = notSent(claim, startedAt, retryIn(claim, null), reason);
    } catch (RuntimeException e) {
      // A bug. The attempt counts, so that the delivery ends.
      StackTraceElement[] stack = e.getStackTrace();
      String reason = e.getClass().getName() + " at " + (stack.length == 0 ? "-" : stack[0]);
      settlement = notSent(claim, startedAt, retryIn(claim, null), reason);
    }
    report.ended(settlement, settler.settle(settlement));
    return verdict;
  }

  /** A failure of our own, which does not count against the endpoint. */
  private DeliverySettlement notSent(
      Claim claim, Instant startedAt, @Nullable Duration retryIn, String reason) {
    report.notSent(claim, reason);
    AttemptOutcome outcome = AttemptOutcome.failed(FailureClass.INVALID, Trace.NONE);
    DeliveryStatus next = pendingOrFailed(retryIn);
    return new DeliverySettlement(claim, startedAt, Duration.ZERO, outcome, next, retryIn, false);
  }

  private DeliverySettlement settlement(
      Claim claim, Instant startedAt, Duration took, AttemptOutcome outcome) {
    if (outcome.failure() == null) {
      DeliveryStatus next = DeliveryStatus.DELIVERED;
      return new DeliverySettlement(claim, startedAt, took, outcome, next, null, false);
    }
    boolean gone = outcome.response() != null && outcome.response().status() == GONE;
    Duration retryIn = gone ? null : retryIn(claim, outcome.retryAfter());
    // A job's own webhook cannot be enabled again, so its delivery fails.
    DeliveryStatus next =
        gone && claim.endpoint() != null ? DeliveryStatus.HELD : pendingOrFailed(retryIn);
    return new DeliverySettlement(claim, startedAt, took, outcome, next, retryIn, true);
  }

  private static DeliveryStatus pendingOrFailed(@Nullable Duration retryIn) {
    return retryIn == null ? DeliveryStatus.FAILED : DeliveryStatus.PENDING;
  }

  private @Nullable Duration retryIn(Claim claim, @Nullable Duration retryAfter) {
    return schedule.next(claim.countedAttempts(), Optional.ofNullable(retryAfter)).orElse(null);
  }
}
