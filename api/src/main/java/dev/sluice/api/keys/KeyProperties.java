package dev.sluice.api.keys;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param recheckAfter how long a lookup is cached, at most 9 s; a revoked key works that long
 * @param trustWhileUnavailable how long after it was last read a key works while the database is
 *     unavailable
 * @param readTimeout how long a request waits for the lookup of its key
 * @param remembered the maximum number of cached keys, valid and invalid ones each
 */
@ConfigurationProperties(prefix = "sluice.keys", ignoreUnknownFields = false)
record KeyProperties(
    @DefaultValue("5s") Duration recheckAfter,
    @DefaultValue("1h") Duration trustWhileUnavailable,
    @DefaultValue("2s") Duration readTimeout,
    @DefaultValue("100000") int remembered) {

  KeyProperties {
    if (recheckAfter.isNegative() || recheckAfter.compareTo(Duration.ofSeconds(9)) > 0) {
      throw new IllegalArgumentException("sluice.keys.recheck-after must be 0s to 9s");
    }
    if (trustWhileUnavailable.isNegative() || !readTimeout.isPositive() || remembered < 1) {
      throw new IllegalArgumentException(
          "sluice.keys: read-timeout and remembered must be positive, trust-while-unavailable not"
              + " negative");
    }
  }
}
