package dev.sluice.api.watch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param pollInterval how often the rows of all watched jobs are looked at, in one statement
 * @param readTimeout how long one look waits for the database
 * @param maxWatchers streams at a time in this process, at most a quarter of them of one tenant;
 *     one more is answered with 503
 * @param maxBuffered characters of an answer that wait for a client that reads slowly, with 64
 *     added for each piece; beyond, they are let go and fetched again
 * @param maxDuration after this a stream ends, and its client comes back where it left off; so a
 *     revoked key is of use no longer
 */
@ConfigurationProperties(prefix = "sluice.watch", ignoreUnknownFields = false)
record WatchProperties(
    @DefaultValue("200ms") Duration pollInterval,
    @DefaultValue("3s") Duration readTimeout,
    @DefaultValue("1000") int maxWatchers,
    @DefaultValue("262144") int maxBuffered,
    @DefaultValue("10m") Duration maxDuration) {

  WatchProperties {
    if (!pollInterval.isPositive()
        || !readTimeout.isPositive()
        || !maxDuration.isPositive()
        || maxWatchers < 0
        || maxBuffered < 1) {
      throw new IllegalArgumentException("sluice.watch: every bound must be positive");
    }
  }
}
