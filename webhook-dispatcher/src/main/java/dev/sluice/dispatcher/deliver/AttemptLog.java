package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.deliver.Settlement.Attempted;
import dev.sluice.dispatcher.deliver.Settlement.HandedBack;
import dev.sluice.dispatcher.deliver.Settlement.Next;
import dev.sluice.dispatcher.send.Answer;
import dev.sluice.dispatcher.send.FailureClass;
import dev.sluice.dispatcher.send.Trace;
import dev.sluice.webhooks.delivery.Claim;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
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

  // The exceptions' own messages may repeat parts of the URL or of the secret.

  /** What is stored of this delivery cannot be sent. */
  void unusable(Claim claim) {
    log.error(
        "delivery={} event={} destination={} cannot be sent, its URL, secret or header is not"
            + " usable",
        claim.id(),
        claim.eventId(),
        claim.destination());
  }

  /** This process cannot open what another may be able to. */
  void sealed(Claim claim) {
    log.error(
        "delivery={} event={} destination={} could not be sent, its secret or header does not open;"
            + " check sluice.secrets.key",
        claim.id(),
        claim.eventId(),
        claim.destination());
  }

  /** Something of ours broke. */
  void broken(Claim claim, RuntimeException why) {
    StackTraceElement[] stack = why.getStackTrace();
    log.error(
        "delivery={} event={} destination={} could not be sent, a bug: {} at {}",
        claim.id(),
        claim.eventId(),
        claim.destination(),
        why.getClass().getName(),
        stack.length == 0 ? "-" : stack[0]);
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
        line(claim, new Line("handed_back", "-", Duration.ZERO, "-"), Trace.NONE, answer);
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
          case Next.Held() -> FailureClass.HTTP_STATUS.wireName();
          case Next.Unusable _ -> FailureClass.INVALID.wireName();
        };
    String next =
        switch (attempted.next()) {
          case Next.Delivered() -> "none";
          case Next.Retry(FailureClass _, Duration in) -> in.toMillis() + "ms";
          case Next.Unusable(Optional<Duration> in) ->
              in.map(wait -> wait.toMillis() + "ms").orElse("given_up");
          case Next.GivenUp _ -> "given_up";
          case Next.Held() -> "held";
        };
    Timer.builder("sluice.webhook.attempt")
        .tag("outcome", outcome)
        .publishPercentileHistogram()
        .register(meters)
        .record(attempted.took());
    String status = attempted.answer().map(Answer::status).map(String::valueOf).orElse("-");
    line(
        attempted.claim(),
        new Line(outcome, status, attempted.took(), next),
        attempted.trace(),
        answer);
  }

  /** What a line says of the outcome. */
  private record Line(String outcome, String status, Duration took, String next) {}

  private static void line(Claim claim, Line line, Trace trace, Settler.Answer answer) {
    log.info(
        "delivery={} event={} type={} destination={} attempt={} trigger={} outcome={} status={}"
            + " duration_ms={} address={} protocol={} next={} settled={} url={}",
        claim.id(),
        claim.eventId(),
        claim.eventType(),
        claim.destination(),
        claim.attempt(),
        claim.trigger().wireName(),
        line.outcome(),
        line.status(),
        line.took().toMillis(),
        Objects.requireNonNullElse(trace.address(), "-"),
        Objects.requireNonNullElse(trace.protocol(), "-"),
        line.next(),
        answer,
        claim.loggedUrl());
  }
}
