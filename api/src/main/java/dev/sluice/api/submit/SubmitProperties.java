package dev.sluice.api.submit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param acceptTimeout the broker acknowledges a submission within this time, or it is refused with
 *     503; 500 ms – 60 s. A shorter timeout turns short broker interruptions into refusals
 * @param idempotencyReadTimeout how long a submission with an Idempotency-Key waits for the
 *     database before it is accepted without that; 50 ms – 10 s
 * @param rememberedKeys accepted idempotency keys that this process remembers
 * @param rememberKeysFor how long it remembers them; longer than a submission takes to be stored
 * @param maxCancellations refused submissions that may wait to be cancelled, in case the broker
 *     wrote them; further ones are not cancelled
 */
@ConfigurationProperties(prefix = "sluice.submit", ignoreUnknownFields = false)
record SubmitProperties(
    @DefaultValue("5s") Duration acceptTimeout,
    @DefaultValue("1s") Duration idempotencyReadTimeout,
    @DefaultValue("100000") int rememberedKeys,
    @DefaultValue("10m") Duration rememberKeysFor,
    @DefaultValue("10000") int maxCancellations) {

  SubmitProperties {
    require(acceptTimeout, "accept-timeout", Duration.ofMillis(500), Duration.ofSeconds(60));
    require(
        idempotencyReadTimeout,
        "idempotency-read-timeout",
        Duration.ofMillis(50),
        Duration.ofSeconds(10));
    require(rememberKeysFor, "remember-keys-for", Duration.ofSeconds(1), Duration.ofDays(1));
    if (rememberedKeys < 1 || maxCancellations < 1) {
      throw new IllegalArgumentException(
          "sluice.submit: remembered-keys and max-cancellations must be at least 1");
    }
  }

  private static void require(Duration value, String name, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "sluice.submit.%s must be %s to %s".formatted(name, min, max));
    }
  }
}
