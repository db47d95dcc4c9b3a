package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.deliver.Settlement.Attempted;
import dev.sluice.dispatcher.deliver.Settlement.HandedBack;
import dev.sluice.dispatcher.deliver.Settlement.Next;
import dev.sluice.dispatcher.pick.Verdict;
import dev.sluice.dispatcher.send.Answer;
import dev.sluice.dispatcher.send.FailureClass;
import dev.sluice.dispatcher.send.Outcome;
import dev.sluice.dispatcher.send.Post;
import dev.sluice.dispatcher.send.Sender;
import dev.sluice.dispatcher.send.Trace;
import dev.sluice.secret.UnsealableException;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.RetrySchedule;
import dev.sluice.webhooks.delivery.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Makes one attempt of a claimed delivery: send, decide what follows, settle, log. */
final class Attempts {

  private static final int GONE = 410;

  private final Posts posts;
  private final Sender sender;
  private final Duration deadline;
  private final RetrySchedule schedule;
  private final Settler settler;
  private final AttemptLog log;
  private final Clock clock;

  /** {@code deadline} is the one that the sender keeps. */
  Attempts(
      Posts posts,
      Sender sender,
      Duration deadline,
      RetrySchedule schedule,
      Settler settler,
      AttemptLog log,
      Clock clock) {
    this.posts = posts;
    this.sender = sender;
    this.deadline = deadline;
    this.schedule = schedule;
    this.settler = settler;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Makes it. An interrupt aborts the sending and hands the delivery back.
   *
   * @return what it told of the destination
   */
  Verdict make(Claim claim) {
    Instant startedAt = clock.instant();
    long startedNanos = System.nanoTime();
    Settlement settlement;
    Verdict verdict = Verdict.UNKNOWN;
    try {
      Post post = posts.of(claim, startedAt);
      Outcome outcome = sender.send(post);
      Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
      verdict = Verdict.of(outcome, took, deadline);
      settlement = settlement(claim, startedAt, took, outcome);
    } catch (IllegalArgumentException _) {
      // No other attempt would fare better: what is stored is not usable.
      log.unusable(claim);
      settlement = unusable(claim, startedAt, Optional.empty());
    } catch (UnsealableException _) {
      // Another dispatcher may have the right key, or this one after its next start.
      log.sealed(claim);
      settlement = unusable(claim, startedAt, schedule(claim, Optional.empty()));
    } catch (RuntimeException e) {
      // It counts, so that it ends.
      log.broken(claim, e);
      settlement = unusable(claim, startedAt, schedule(claim, Optional.empty()));
    }
    log.ended(settlement, settler.settle(settlement));
    return verdict;
  }

  private static Settlement unusable(Claim claim, Instant startedAt, Optional<Duration> retryIn) {
    return new Attempted(
        claim, startedAt, Duration.ZERO, Trace.NONE, Optional.empty(), new Next.Unusable(retryIn));
  }

  private Settlement settlement(Claim claim, Instant startedAt, Duration took, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Aborted() -> new HandedBack(claim);
      case Outcome.Delivered(Answer answer, Trace trace) ->
          new Attempted(claim, startedAt, took, trace, Optional.of(answer), new Next.Delivered());
      case Outcome.Failed failed ->
          new Attempted(
              claim,
              startedAt,
              took,
              failed.trace(),
              failed.answer(),
              isGone(failed) ? whereGone(claim) : after(claim, failed));
    };
  }

  private static boolean isGone(Outcome.Failed failed) {
    return failed.answer().filter(answer -> answer.status() == GONE).isPresent();
  }

  /** A job's own webhook has nothing to be enabled again: no other attempt is made. */
  private static Next whereGone(Claim claim) {
    return switch (claim.target()) {
      case Target.OfEndpoint _ -> new Next.Held();
      case Target.OfJob _ -> new Next.GivenUp(FailureClass.HTTP_STATUS);
    };
  }

  private Optional<Duration> schedule(Claim claim, Optional<Duration> retryAfter) {
    return schedule.next(claim.countedAttempts(), retryAfter);
  }

  private Next after(Claim claim, Outcome.Failed failed) {
    return schedule(claim, failed.retryAfter())
        .<Next>map(delay -> new Next.Retry(failed.failure(), delay))
        .orElseGet(() -> new Next.GivenUp(failed.failure()));
  }
}
