package dev.sluice.receipt;

import java.util.Base64;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The key of job ids.
 *
 * @param key base64 of at least 32 random bytes, the same on every api replica; secret. After a
 *     change, jobs that are accepted but not stored yet are unknown, and a repeated Idempotency-Key
 *     creates a second job
 */
@ConfigurationProperties(prefix = "sluice.receipts", ignoreUnknownFields = false)
public record ReceiptProperties(String key) {

  private static final int MIN_KEY_BYTES = 32;

  public ReceiptProperties {
    if (key == null || Base64.getDecoder().decode(key).length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "sluice.receipts.key must be the base64 of at least 32 random bytes");
    }
  }

  byte[] keyBytes() {
    return Base64.getDecoder().decode(key);
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "ReceiptProperties[]";
  }
}
