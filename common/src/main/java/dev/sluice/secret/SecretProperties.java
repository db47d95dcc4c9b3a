package dev.sluice.secret;

import java.util.Base64;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The key of stored secrets.
 *
 * @param key base64 of exactly 32 random bytes (AES-256), the same for api and webhook-dispatcher.
 *     With another key, stored secrets do not open and their webhooks fail
 */
@ConfigurationProperties(prefix = "sluice.secrets", ignoreUnknownFields = false)
public record SecretProperties(String key) {

  private static final int KEY_BYTES = 32;

  public SecretProperties {
    if (key == null || Base64.getDecoder().decode(key).length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "sluice.secrets.key must be the base64 of 32 random bytes");
    }
  }

  byte[] keyBytes() {
    return Base64.getDecoder().decode(key);
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "SecretProperties[]";
  }
}
