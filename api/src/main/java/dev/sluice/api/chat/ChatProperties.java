package dev.sluice.api.chat;

import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param maxConcurrent concurrent chats in this process; one more is answered with 503 at once
 * @param timeout from admission to the end of the answer; then 504
 * @param idleTimeout how long the provider of a streamed chat may send nothing, before its first
 *     piece too; then 504
 * @param permitPatience how long a chat waits for one of the provider's permits; then 503
 * @param drain how long running chats may continue when the process stops, at most 15 s, and at
 *     least 2 s shorter than {@code spring.lifecycle.timeout-per-shutdown-phase}, for which the
 *     server waits; the remaining ones then end with {@code shutting_down}
 * @param maxRetries retries of one chat after a 429 or 5xx, before the first piece only, 0–5. The
 *     pauses grow from 0.4 s to 5 s; a provider that asks for a longer one is not asked again
 * @param deprecatedAt since when version 1 is deprecated (RFC 9745)
 * @param sunsetAt when version 1 may be removed (RFC 8594); not before {@code deprecatedAt}
 */
@ConfigurationProperties(prefix = "sluice.chat", ignoreUnknownFields = false)
record ChatProperties(
    @DefaultValue("256") int maxConcurrent,
    @DefaultValue("5m") Duration timeout,
    @DefaultValue("2m") Duration idleTimeout,
    @DefaultValue("1s") Duration permitPatience,
    @DefaultValue("10s") Duration drain,
    @DefaultValue("2") int maxRetries,
    @DefaultValue("2026-11-01T00:00:00Z") Instant deprecatedAt,
    @DefaultValue("2027-11-01T00:00:00Z") Instant sunsetAt) {

  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(15);

  ChatProperties {
    require(maxConcurrent >= 1, "max-concurrent must be at least 1");
    require(maxRetries >= 0 && maxRetries <= 5, "max-retries must be 0 to 5");
    require(
        timeout.isPositive() && idleTimeout.isPositive(),
        "timeout and idle-timeout must be positive");
    require(!permitPatience.isNegative(), "permit-patience must not be negative");
    require(!drain.isNegative() && drain.compareTo(LONGEST_DRAIN) <= 0, "drain must be 0s to 15s");
    require(!sunsetAt.isBefore(deprecatedAt), "sunset-at must not be before deprecated-at");
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("sluice.chat." + rule);
    }
  }
}
