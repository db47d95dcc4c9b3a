package dev.sluice.api.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The limits of a tenant whose key names none, and how replicas share them.
 *
 * @param requestsPerMinute requests other than polls
 * @param requestsPerHour the same requests, over an hour
 * @param tokensPerMinute prompt and answer tokens of chats and jobs
 * @param pollsPerMinute GET, HEAD and OPTIONS requests; by default ten times the caller's requests
 *     per minute, at least {@value #MIN_POLLS}
 * @param maxWait how long a request waits for the database, once, before this replica decides by
 *     its own share; 1 ms – 1 s
 * @param syncEvery how often a replica squares its accounts, 100 ms – 1 s; longer lets the replicas
 *     together go further over a limit (see ADR 22)
 * @param assumedReplicas how many replicas are thought to run while the database has not told yet
 * @param maxBuckets buckets that this replica remembers; of one more, the least used is handed back
 * @param maxReservations charged jobs that wait to be recorded; of one more, the refund is lost
 */
@ConfigurationProperties(prefix = "sluice.limits", ignoreUnknownFields = false)
record LimitProperties(
    @DefaultValue("60") int requestsPerMinute,
    @DefaultValue("1000") int requestsPerHour,
    @DefaultValue("100000") int tokensPerMinute,
    @Nullable Integer pollsPerMinute,
    @DefaultValue("250ms") Duration maxWait,
    @DefaultValue("500ms") Duration syncEvery,
    @DefaultValue("2") int assumedReplicas,
    @DefaultValue("100000") int maxBuckets,
    @DefaultValue("100000") int maxReservations) {

  private static final int MIN_POLLS = 600;

  LimitProperties {
    requirePositive(requestsPerMinute, "requests-per-minute");
    requirePositive(requestsPerHour, "requests-per-hour");
    requirePositive(tokensPerMinute, "tokens-per-minute");
    requirePositive(pollsPerMinute == null ? 1 : pollsPerMinute, "polls-per-minute");
    requirePositive(assumedReplicas, "assumed-replicas");
    requirePositive(maxBuckets, "max-buckets");
    requirePositive(maxReservations, "max-reservations");
    requireBetween(maxWait, 1, 1000, "max-wait");
    requireBetween(syncEvery, 100, 1000, "sync-every");
  }

  /** For a caller without a limit of polls, with this one of requests per minute. */
  long pollsPerMinute(long requests) {
    return pollsPerMinute != null ? pollsPerMinute : Math.max(MIN_POLLS, 10 * requests);
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException("sluice.limits.%s must be at least 1".formatted(name));
    }
  }

  private static void requireBetween(Duration value, long min, long max, String name) {
    if (value.toMillis() < min || value.toMillis() > max) {
      throw new IllegalArgumentException(
          "sluice.limits.%s must be %dms to %dms".formatted(name, min, max));
    }
  }
}
