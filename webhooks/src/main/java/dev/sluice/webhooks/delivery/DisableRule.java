package dev.sluice.webhooks.delivery;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a failing endpoint is disabled: both must hold, and one success starts the count again.
 *
 * @param afterFailures failed attempts in a row, of whatever deliveries
 * @param after time since the first of them
 */
public record DisableRule(
    @DefaultValue("100") int afterFailures, @DefaultValue("24h") Duration after) {

  public DisableRule {
    if (afterFailures < 1 || after.isNegative()) {
      throw new IllegalArgumentException(
          "sluice.webhook.disable: after-failures is positive, after is not negative");
    }
  }
}
