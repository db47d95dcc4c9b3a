package dev.sluice.api.chat;

import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param maxConcurrent chats under way at once in this process; one more is answered with 503 at
 *     once
 * @param timeout from admission to the end of the answer; then 504
 * @param idleTimeout how long a provider may stay silent within a stream, before its first piece
 *     too; then 504
 * @param permitPatience how long a chat waits for one of the provider's permits; then 503
 * @param drain how long chats that are under way may go on once the process is told to stop, at
 *     most 15 s, and at least 2 s shorter than {@code spring.lifecycle.timeout-per-shutdown-phase},
 *     for which the server waits; what is left then ends with {@code shutting_down}
 * @param retries repeats after a provider's refusal, before the first piece only
 * @param deprecatedAt since when version 1 is deprecated (RFC 9745)
 * @param sunsetAt from when on version 1 may be gone (RFC 8594); not before {@code deprecatedAt}
 */
@ConfigurationProperties(prefix = "sluice.chat", ignoreUnknownFields = false)
record ChatProperties(
    @DefaultValue("256") int maxConcurrent,
    @DefaultValue("5m") Duration timeout,
    @DefaultValue("2m") Duration idleTimeout,
    @DefaultValue("1s") Duration permitPatience,
    @DefaultValue("10s") Duration drain,
    @DefaultValue Retries retries,
    @DefaultValue("2026-11-01T00:00:00Z") Instant deprecatedAt,
    @DefaultValue("2027-11-01T00:00:00Z") Instant sunsetAt) {

  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(15);

  /**
   * @param max at most so many repeats of one chat, 0–5
   * @param minDelay least pause before a repeat, and what the pauses grow from
   * @param maxDelay greatest pause; a provider that asks for a longer one is not asked again
   */
  record Retries(
      @DefaultValue("2") int max,
      @DefaultValue("200ms") Duration minDelay,
      @DefaultValue("5s") Duration maxDelay) {

    Retries {
      require(max >= 0 && max <= 5, "retries.max must be 0 to 5");
      require(
          minDelay.isPositive() && minDelay.compareTo(maxDelay) <= 0,
          "retries.min-delay must be positive and at most retries.max-delay");
    }
  }

  ChatProperties {
    require(maxConcurrent >= 1, "max-concurrent must be at least 1");
    require(
        timeout.isPositive() && idleTimeout.isPositive(),
        "timeout and idle-timeout must be positive");
    require(!permitPatience.isNegative(), "permit-patience must not be negative");
    require(!drain.isNegative() && drain.compareTo(LONGEST_DRAIN) <= 0, "drain must be 0s to 15s");
    require(!sunsetAt.isBefore(deprecatedAt), "sunset-at must not lie before deprecated-at");
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("sluice.chat." + rule);
    }
  }
}
