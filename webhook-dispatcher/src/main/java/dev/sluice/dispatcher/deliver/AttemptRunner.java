package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.schedule.Verdict;
import dev.sluice.dispatcher.send.Outcome;
import dev.sluice.dispatcher.send.Sender;
import dev.sluice.secret.UnsealableException;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.delivery.FailureClass;
import dev.sluice.webhooks.delivery.Response;
import dev.sluice.webhooks.delivery.RetrySchedule;
import dev.sluice.webhooks.delivery.Settlement;
import dev.sluice.webhooks.delivery.Target;
import dev.sluice.webhooks.delivery.Trace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs one attempt of a claimed delivery: send, decide what follows, settle, log. */
final class AttemptRunner {

  private static final int GONE = 410;

  private final RequestBuilder requests;
  private final Sender sender;
  private final RetrySchedule schedule;
  private final Settler settler;
  private final AttemptLog log;
  private final Clock clock;

  AttemptRunner(
      RequestBuilder requests,
      Sender sender,
      RetrySchedule schedule,
      Settler settler,
      AttemptLog log,
      Clock clock) {
    this.requests = requests;
    this.sender = sender;
    this.schedule = schedule;
    this.settler = settler;
    this.log = log;
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
    Settlement settlement;
    Verdict verdict = Verdict.UNKNOWN;
    try {
      Outcome outcome = sender.send(requests.build(claim, startedAt));
      Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
      verdict = Verdict.of(outcome, took, sender.deadline());
      settlement = settlement(claim, startedAt, took, outcome);
    } catch (IllegalArgumentException _) {
      // Another attempt would fail as well.
      log.notSent(claim, "its URL, secret or headers are invalid");
      settlement = notSent(claim, startedAt, null);
    } catch (UnsealableException _) {
      // Another dispatcher may have the right key, or this one after a restart.
      log.notSent(claim, "its secret or headers cannot be opened, check sluice.secrets.key");
      settlement = notSent(claim, startedAt, retryIn(claim, Optional.empty()));
    } catch (RuntimeException e) {
      // A bug. The attempt counts, so that the delivery ends.
      StackTraceElement[] stack = e.getStackTrace();
      log.notSent(claim, e.getClass().getName() + " at " + (stack.length == 0 ? "-" : stack[0]));
      settlement = notSent(claim, startedAt, retryIn(claim, Optional.empty()));
    }
    log.ended(settlement, settler.settle(settlement));
    return verdict;
  }

  /** A failure of our own, which does not count against the endpoint. */
  private static Settlement notSent(Claim claim, Instant startedAt, @Nullable Duration retryIn) {
    Settlement.Attempt attempt =
        new Settlement.Attempt(startedAt, Duration.ZERO, FailureClass.INVALID, null, Trace.NONE);
    return new Settlement(claim, pendingOrFailed(retryIn), retryIn, false, attempt);
  }

  private Settlement settlement(Claim claim, Instant startedAt, Duration took, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Aborted() -> Settlement.handedBack(claim);
      case Outcome.Delivered(Response response, Trace trace) ->
          new Settlement(
              claim,
              DeliveryStatus.DELIVERED,
              null,
              false,
              new Settlement.Attempt(startedAt, took, null, response, trace));
      case Outcome.Failed failed -> {
        Response response = failed.response().orElse(null);
        boolean gone = response != null && response.status() == GONE;
        Duration retryIn = gone ? null : retryIn(claim, failed.retryAfter());
        // A job's own webhook cannot be enabled again, so its delivery fails.
        boolean held = gone && claim.target() instanceof Target.OfEndpoint;
        yield new Settlement(
            claim,
            held ? DeliveryStatus.HELD : pendingOrFailed(retryIn),
            retryIn,
            true,
            new Settlement.Attempt(startedAt, took, failed.failure(), response, failed.trace()));
      }
    };
  }

  private static DeliveryStatus pendingOrFailed(@Nullable Duration retryIn) {
    return retryIn == null ? DeliveryStatus.FAILED : DeliveryStatus.PENDING;
  }

  private @Nullable Duration retryIn(Claim claim, Optional<Duration> retryAfter) {
    return schedule.next(claim.countedAttempts(), retryAfter).orElse(null);
  }
}
