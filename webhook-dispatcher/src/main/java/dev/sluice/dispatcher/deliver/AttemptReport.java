package dev.sluice.dispatcher.deliver;

import static java.util.Objects.requireNonNullElse;

import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.DeliverySettlement;
import dev.sluice.webhooks.delivery.Trace;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Logs one line and records one measurement per attempt. Never logs the query of a URL, a secret, a
 * header or a body.
 *
 * <ul>
 *   <li>{@code sluice.webhooks.attempt}: timer by {@code outcome}, {@code delivered} or a class of
 *       failure
 *   <li>{@code sluice.webhooks.handed.back}: attempts that were stopped without an outcome
 *   <li>{@code sluice.webhooks.settle.refused}: outcomes of deliveries that another dispatcher had
 *       claimed
 *   <li>{@code sluice.webhooks.settle.lost}: outcomes that could not be written before shutdown
 * </ul>
 */
@Component
final class AttemptReport {

  private static final Logger log = LoggerFactory.getLogger("dev.sluice.dispatcher.Attempt");

  private final MeterRegistry meters;

  AttemptReport(MeterRegistry meters) {
    this.meters = meters;
    for (String counter : new String[] {"handed.back", "settle.refused", "settle.lost"}) {
      count(counter, 0);
    }
  }

  private void count(String counter, int more) {
    meters.counter("sluice.webhooks." + counter).increment(more);
  }

  /** Logs why a request could not be built. Exception messages may quote the URL or the secret. */
  void notSent(Claim claim, String reason) {
    log.error(
        "delivery={} event={} destination={} not sent: {}",
        claim.id(),
        claim.eventId(),
        claim.destination(),
        reason);
  }

  void ended(DeliverySettlement settlement, DeliverySettler.Result result) {
    switch (result) {
      case ACCEPTED -> {}
      case REFUSED -> count("settle.refused", 1);
      case LOST -> count("settle.lost", 1);
    }
    AttemptOutcome outcome = settlement.outcome();
    if (outcome == null) {
      count("handed.back", 1);
    } else {
      Timer.builder("sluice.webhooks.attempt")
          .tag("outcome", name(outcome))
          .publishPercentileHistogram()
          .register(meters)
          .record(settlement.took());
    }
    Claim claim = settlement.claim();
    Trace trace = outcome == null ? Trace.NONE : outcome.trace();
    log.info(
        "delivery={} event={} type={} destination={} attempt={} trigger={} outcome={} status={}"
            + " duration_ms={} address={} protocol={} next={} settled={} url={}",
        claim.id(),
        claim.eventId(),
        claim.eventType(),
        claim.destination(),
        claim.attempt(),
        claim.trigger(),
        outcome == null ? "handed_back" : name(outcome),
        outcome == null || outcome.response() == null ? "-" : outcome.response().status(),
        settlement.took().toMillis(),
        requireNonNullElse(trace.address(), "-"),
        requireNonNullElse(trace.protocol(), "-"),
        next(settlement),
        result,
        claim.loggedUrl());
  }

  private static String name(AttemptOutcome outcome) {
    return outcome.failure() == null ? "delivered" : outcome.failure().wireName();
  }

  private static String next(DeliverySettlement settlement) {
    Duration retryIn = settlement.retryIn();
    if (retryIn != null) {
      return settlement.outcome() == null ? "-" : retryIn.toMillis() + "ms";
    }
    return switch (settlement.status()) {
      case DELIVERED -> "none";
      case HELD -> "held";
      case PENDING, SENDING, FAILED, DISCARDED -> "given_up";
    };
  }
}
