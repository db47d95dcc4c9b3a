package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.deliver.Settlement.Attempted;
import dev.sluice.dispatcher.deliver.Settlement.HandedBack;
import dev.sluice.dispatcher.deliver.Settlement.Next;
import dev.sluice.dispatcher.send.Answer;
import dev.sluice.dispatcher.send.FailureClass;
import dev.sluice.dispatcher.send.Outcome;
import dev.sluice.dispatcher.send.Post;
import dev.sluice.dispatcher.send.Sender;
import dev.sluice.secret.UnsealableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Makes one attempt of a claimed delivery: send, decide what follows, settle, log. */
final class Attempts {

  private final Posts posts;
  private final Sender sender;
  private final RetrySchedule schedule;
  private final Settler settler;
  private final AttemptLog log;
  private final Clock clock;

  Attempts(
      Posts posts,
      Sender sender,
      RetrySchedule schedule,
      Settler settler,
      AttemptLog log,
      Clock clock) {
    this.posts = posts;
    this.sender = sender;
    this.schedule = schedule;
    this.settler = settler;
    this.log = log;
    this.clock = clock;
  }

  /** Makes it. An interrupt aborts the sending and hands the delivery back. */
  void make(Claim claim) {
    Instant startedAt = clock.instant();
    long startedNanos = System.nanoTime();
    Settlement settlement;
    try {
      Post post = posts.of(claim, startedAt);
      Outcome outcome = sender.send(post);
      settlement =
          settlement(claim, startedAt, Duration.ofNanos(System.nanoTime() - startedNanos), outcome);
    } catch (UnsealableException | IllegalArgumentException e) {
      // No other attempt would fare better: what is stored is not usable.
      log.unusable(claim, e);
      settlement =
          new Attempted(
              claim,
              startedAt,
              Duration.ZERO,
              Optional.empty(),
              new Next.GivenUp(FailureClass.INVALID));
    }
    log.ended(settlement, settler.settle(settlement));
  }

  private Settlement settlement(Claim claim, Instant startedAt, Duration took, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Aborted() -> new HandedBack(claim);
      case Outcome.Delivered(Answer answer) ->
          new Attempted(claim, startedAt, took, Optional.of(answer), new Next.Delivered());
      case Outcome.Failed failed ->
          new Attempted(claim, startedAt, took, failed.answer(), after(claim, failed));
    };
  }

  private Next after(Claim claim, Outcome.Failed failed) {
    return schedule
        .next(claim.countedAttempts(), failed.retryAfter())
        .<Next>map(delay -> new Next.Retry(failed.failure(), delay))
        .orElseGet(() -> new Next.GivenUp(failed.failure()));
  }
}
