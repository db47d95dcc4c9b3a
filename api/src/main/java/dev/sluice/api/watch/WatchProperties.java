package dev.sluice.api.watch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param pollInterval how often all watched jobs are read, in one statement
 * @param readTimeout how long a poll waits for the database
 * @param maxWatchers concurrent streams in this process, at most a quarter of them for one tenant;
 *     one more is answered with 503
 * @param maxBuffered characters of an answer that are kept for a slow client, plus 64 for each
 *     piece; further ones are dropped and requested again
 * @param maxDuration after this a stream ends, and its client reconnects where it left off; it
 *     bounds the use of a revoked key
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
