package dev.sluice.api.webhooks;

import dev.sluice.wire.InvalidFieldException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The bounds of URLs and secrets of endpoints. Lengths of text count code points. */
final class WebhookBounds {

  static final int MAX_URL = 2048;

  static final int MIN_SECRET = 16;
  static final int MAX_SECRET = 256;
  static final String SECRET = "^[!-~]+$";

  private static final String PREFIX = "whsec_";
  private static final int MIN_BYTES = 24;
  private static final int MAX_BYTES = 64;

  private WebhookBounds() {}

  /**
   * The secret, where what follows the prefix of Standard Webhooks is base64 of {@value #MIN_BYTES}
   * to {@value #MAX_BYTES} bytes in its canonical form, which all libraries decode alike. A secret
   * without that prefix may be any text.
   *
   * @throws InvalidFieldException where it is not
   */
  static @Nullable String checkSecret(@Nullable String secret) {
    if (secret != null
        && secret.startsWith(PREFIX)
        && !isCanonicalBase64(secret.substring(PREFIX.length()))) {
      throw InvalidFieldException.of(
          "secret",
          "must be base64 of %d to %d bytes after its prefix whsec_, padded."
              .formatted(MIN_BYTES, MAX_BYTES));
    }
    return secret;
  }

  private static boolean isCanonicalBase64(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return bytes.length >= MIN_BYTES
          && bytes.length <= MAX_BYTES
          && Base64.getEncoder().encodeToString(bytes).equals(text);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
