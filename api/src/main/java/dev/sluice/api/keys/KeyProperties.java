package dev.sluice.api.keys;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param recheckAfter how long an answer about a key is used without asking again, at most 9 s: a
 *     revoked key works on for that long
 * @param trustWhileAway how long after it was last seen valid a key works on while the database is
 *     away
 * @param readTimeout how long a request waits for the database to know its key
 * @param remembered how many keys this process remembers, valid and invalid ones each
 */
@ConfigurationProperties(prefix = "sluice.keys", ignoreUnknownFields = false)
record KeyProperties(
    @DefaultValue("5s") Duration recheckAfter,
    @DefaultValue("1h") Duration trustWhileAway,
    @DefaultValue("2s") Duration readTimeout,
    @DefaultValue("100000") int remembered) {

  KeyProperties {
    if (recheckAfter.isNegative() || recheckAfter.compareTo(Duration.ofSeconds(9)) > 0) {
      throw new IllegalArgumentException("sluice.keys.recheck-after must be 0s to 9s");
    }
    if (trustWhileAway.isNegative() || !readTimeout.isPositive() || remembered < 1) {
      throw new IllegalArgumentException(
          "sluice.keys: read-timeout and remembered must be positive, trust-while-away not"
              + " negative");
    }
  }
}
