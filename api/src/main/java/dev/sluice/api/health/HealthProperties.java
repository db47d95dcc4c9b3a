package dev.sluice.api.health;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param checkInterval the pause between checks of broker and database; readiness is that old
 * @param checkTimeout after which a check counts as failed
 */
@ConfigurationProperties(prefix = "sluice.health", ignoreUnknownFields = false)
record HealthProperties(
    @DefaultValue("2s") Duration checkInterval, @DefaultValue("2s") Duration checkTimeout) {

  HealthProperties {
    if (!checkInterval.isPositive() || !checkTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "sluice.health: check-interval and check-timeout must be positive");
    }
  }
}
