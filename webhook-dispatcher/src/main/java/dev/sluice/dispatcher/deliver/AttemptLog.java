package dev.sluice.dispatcher.deliver;

import static java.util.Objects.requireNonNullElse;

import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.delivery.Response;
import dev.sluice.webhooks.delivery.Settlement;
import dev.sluice.webhooks.delivery.Trace;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
final class AttemptLog {

  private static final Logger log = LoggerFactory.getLogger("dev.sluice.dispatcher.Attempt");

  private final MeterRegistry meters;

  AttemptLog(MeterRegistry meters) {
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

  void ended(Settlement settlement, Settler.Result result) {
    switch (result) {
      case ACCEPTED -> {}
      case REFUSED -> count("settle.refused", 1);
      case LOST -> count("settle.lost", 1);
    }
    Settlement.Attempt attempt = settlement.attempt();
    if (attempt == null) {
      count("handed.back", 1);
      line(settlement, "handed_back", "-", Duration.ZERO, Trace.NONE, result);
      return;
    }
    String outcome = attempt.failure() == null ? "delivered" : attempt.failure().wireName();
    Timer.builder("sluice.webhooks.attempt")
        .tag("outcome", outcome)
        .publishPercentileHistogram()
        .register(meters)
        .record(attempt.took());
    Response response = attempt.response();
    String status = response == null ? "-" : Integer.toString(response.status());
    line(settlement, outcome, status, attempt.took(), attempt.trace(), result);
  }

  private static void line(
      Settlement settlement,
      String outcome,
      String status,
      Duration took,
      Trace trace,
      Settler.Result result) {
    Claim claim = settlement.claim();
    log.info(
        "delivery={} event={} type={} destination={} attempt={} trigger={} outcome={} status={}"
            + " duration_ms={} address={} protocol={} next={} settled={} url={}",
        claim.id(),
        claim.eventId(),
        claim.eventType(),
        claim.destination(),
        claim.attempt(),
        claim.trigger().wireName(),
        outcome,
        status,
        took.toMillis(),
        requireNonNullElse(trace.address(), "-"),
        requireNonNullElse(trace.protocol(), "-"),
        next(settlement),
        result,
        claim.loggedUrl());
  }

  private static String next(Settlement settlement) {
    Duration retryIn = settlement.retryIn();
    if (retryIn != null) {
      return settlement.attempt() == null ? "-" : retryIn.toMillis() + "ms";
    }
    return settlement.status() == DeliveryStatus.DELIVERED
        ? "none"
        : settlement.status() == DeliveryStatus.HELD ? "held" : "given_up";
  }
}
