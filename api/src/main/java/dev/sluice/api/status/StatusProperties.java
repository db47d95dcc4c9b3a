package dev.sluice.api.status;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param readTimeout how long a poll waits for the database before it is answered with 503
 * @param pollInterval how often all jobs with waiting requests are read, in one statement
 * @param maxWaiters requests that may wait in this process, at most a quarter of them of one
 *     tenant; one more is answered at once, with the job's present state
 */
@ConfigurationProperties(prefix = "sluice.status", ignoreUnknownFields = false)
record StatusProperties(
    @DefaultValue("3s") Duration readTimeout,
    @DefaultValue("100ms") Duration pollInterval,
    @DefaultValue("10000") int maxWaiters) {

  StatusProperties {
    if (!readTimeout.isPositive() || !pollInterval.isPositive() || maxWaiters < 0) {
      throw new IllegalArgumentException(
          "sluice.status: read-timeout and poll-interval must be positive");
    }
  }
}
