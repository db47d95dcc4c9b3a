package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.deliver.Settlement.Attempted;
import dev.sluice.dispatcher.deliver.Settlement.HandedBack;
import dev.sluice.dispatcher.deliver.Settlement.Next;
import dev.sluice.dispatcher.send.Answer;
import dev.sluice.dispatcher.send.FailureClass;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log line and one measurement per attempt. Neither has the query of a URL, a secret, a header
 * or a body.
 *
 * <ul>
 *   <li>{@code sluice.webhook.attempt}: timer, by {@code outcome}: {@code delivered} or a class of
 *       failure
 *   <li>{@code sluice.webhook.handed.back}: attempts that were stopped without an outcome
 *   <li>{@code sluice.webhook.settle.refused}: outcomes that came after somebody else had taken
 *       over
 *   <li>{@code sluice.webhook.settle.lost}: outcomes that could not be written before the end
 * </ul>
 */
final class AttemptLog {

  private static final Logger log = LoggerFactory.getLogger("dev.sluice.dispatcher.Attempt");

  private final MeterRegistry meters;
  private final Counter handedBack;
  private final Counter refused;
  private final Counter lost;

  AttemptLog(MeterRegistry meters) {
    this.meters = meters;
    this.handedBack = meters.counter("sluice.webhook.handed.back");
    this.refused = meters.counter("sluice.webhook.settle.refused");
    this.lost = meters.counter("sluice.webhook.settle.lost");
  }

  /** What is stored of this delivery cannot be sent. */
  void unusable(Claim claim, Exception why) {
    // The exceptions' own messages may repeat parts of the URL or of the secret.
    log.error(
        "delivery={} event={} job={} cannot be sent, its {} is not usable; check"
            + " sluice.secrets.key",
        claim.id(),
        claim.eventId(),
        claim.jobId(),
        why instanceof IllegalArgumentException ? "URL or secret" : "sealed secret");
  }

  /** The attempt is over. */
  void ended(Settlement settlement, Settler.Answer answer) {
    switch (answer) {
      case ACCEPTED -> {}
      case REFUSED -> refused.increment();
      case LOST -> lost.increment();
    }
    switch (settlement) {
      case HandedBack(Claim claim) -> {
        handedBack.increment();
        line(claim, "handed_back", Duration.ZERO, "-", "-", answer);
      }
      case Attempted attempted -> attempted(attempted, answer);
    }
  }

  private void attempted(Attempted attempted, Settler.Answer answer) {
    String outcome =
        switch (attempted.next()) {
          case Next.Delivered() -> "delivered";
          case Next.Retry(FailureClass failure, Duration _) -> failure.wireName();
          case Next.GivenUp(FailureClass failure) -> failure.wireName();
        };
    String next =
        switch (attempted.next()) {
          case Next.Delivered() -> "none";
          case Next.Retry(FailureClass _, Duration in) -> in.toMillis() + "ms";
          case Next.GivenUp(FailureClass _) -> "given_up";
        };
    Timer.builder("sluice.webhook.attempt")
        .tag("outcome", outcome)
        .publishPercentileHistogram()
        .register(meters)
        .record(attempted.took());
    String status = attempted.answer().map(Answer::status).map(String::valueOf).orElse("-");
    line(attempted.claim(), outcome, attempted.took(), status, next, answer);
  }

  private static void line(
      Claim claim,
      String outcome,
      Duration took,
      String status,
      String next,
      Settler.Answer answer) {
    log.info(
        "delivery={} event={} job={} attempt={} outcome={} status={} duration_ms={} next={}"
            + " settled={} url={}",
        claim.id(),
        claim.eventId(),
        claim.jobId(),
        claim.attempt(),
        outcome,
        status,
        took.toMillis(),
        next,
        answer,
        claim.loggedUrl());
  }
}
