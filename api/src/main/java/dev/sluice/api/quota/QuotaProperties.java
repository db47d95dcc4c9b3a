package dev.sluice.api.quota;

import static java.util.Objects.requireNonNullElse;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.keys.KeyLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The default limits of a tenant, and how replicas share them.
 *
 * @param requestsPerMinute requests other than polls
 * @param requestsPerHour the same requests, per hour
 * @param tokensPerMinute prompt and completion tokens of chats and jobs
 * @param pollsPerMinute GET, HEAD and OPTIONS requests; by default ten times the caller's requests
 *     per minute, at least {@value #MIN_POLLS}
 * @param maxWait how long a request waits for the database, once, before this replica decides from
 *     its own share; 1 ms to 1 s
 * @param syncEvery how often a replica reconciles its leases, 100 ms to 1 s; a longer interval lets
 *     the replicas together exceed a limit further (see ADR 22)
 * @param assumedReplicas replicas assumed until the first heartbeat
 * @param maxBuckets buckets in this replica's memory; above it the least used one is returned
 * @param maxReservations charged jobs waiting to be stored; above it the refund is lost
 */
@ConfigurationProperties(prefix = "sluice.limits", ignoreUnknownFields = false)
record QuotaProperties(
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

  QuotaProperties {
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

  /** The bucket that a caller's requests of this kind are charged to. */
  BucketKey bucket(Caller caller, BucketKind kind) {
    KeyLimits own = caller.limits();
    long capacity =
        switch (kind) {
          case REQUESTS_MINUTE -> requireNonNullElse(own.requestsPerMinute(), requestsPerMinute);
          case REQUESTS_HOUR -> requireNonNullElse(own.requestsPerHour(), requestsPerHour);
          case TOKENS_MINUTE -> requireNonNullElse(own.tokensPerMinute(), tokensPerMinute);
          case POLLS_MINUTE -> polls(own);
        };
    return new BucketKey(caller.tenant(), kind, capacity);
  }

  private long polls(KeyLimits own) {
    Integer set = own.pollsPerMinute() != null ? own.pollsPerMinute() : pollsPerMinute;
    long requests = requireNonNullElse(own.requestsPerMinute(), requestsPerMinute);
    return set != null ? set : Math.max(MIN_POLLS, 10 * requests);
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
