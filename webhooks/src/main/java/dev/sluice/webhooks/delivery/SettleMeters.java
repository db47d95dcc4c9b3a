package dev.sluice.webhooks.delivery;

import dev.sluice.wire.WebhookDisabled;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What settling says of itself, once it has committed.
 *
 * <ul>
 *   <li>{@code sluice.webhook.latency}: timer, from the event to its first delivery, retries
 *       included; without what was held and sent again by hand or in a replay
 *   <li>{@code sluice.webhook.endpoints.disabled}: by {@code reason}, {@code gone} or {@code
 *       failing}
 * </ul>
 */
final class SettleMeters {

  private static final Logger log = LoggerFactory.getLogger(SettleMeters.class);

  private final MeterRegistry meters;
  private final Timer latency;

  SettleMeters(MeterRegistry meters) {
    this.meters = meters;
    this.latency =
        Timer.builder("sluice.webhook.latency").publishPercentileHistogram().register(meters);
    for (WebhookDisabled.Reason reason : WebhookDisabled.Reason.values()) {
      count(reason, 0);
    }
  }

  void delivered(Duration sinceEvent) {
    latency.record(sinceEvent);
  }

  void disabled(WebhookDisabled event) {
    count(event.reason(), 1);
    log.warn(
        "endpoint={} tenant={} disabled reason={} failures={} failing_since={}",
        event.endpoint(),
        event.tenant(),
        event.reason().wireName(),
        event.failures(),
        event.failingSince());
  }

  private void count(WebhookDisabled.Reason reason, int more) {
    meters
        .counter("sluice.webhook.endpoints.disabled", "reason", reason.wireName())
        .increment(more);
  }
}
