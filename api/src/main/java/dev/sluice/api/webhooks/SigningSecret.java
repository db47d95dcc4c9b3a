package dev.sluice.api.webhooks;

import dev.sluice.wire.Fields;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A secret that signs as {@code v1}: {@code whsec_} and the base64 of {@value #MIN_BYTES} to
 * {@value #MAX_BYTES} bytes, as Standard Webhooks has it, or any other text of {@link
 * WebhookBounds#MIN_SECRET} to {@link WebhookBounds#MAX_SECRET} visible ASCII characters.
 */
final class SigningSecret {

  private static final String FIELD = "secret";
  private static final String PREFIX = "whsec_";
  private static final int MIN_BYTES = 24;
  private static final int MAX_BYTES = 64;
  private static final Pattern VISIBLE = Pattern.compile("[!-~]*");

  private SigningSecret() {}

  /** Reads the field {@code secret}; empty where it is not given. */
  static Optional<String> read(Fields fields) {
    Optional<String> given = fields.text(FIELD, WebhookBounds.MIN_SECRET, WebhookBounds.MAX_SECRET);
    given.ifPresent(text -> requireUsable(fields, text));
    return given;
  }

  private static void requireUsable(Fields fields, String text) {
    if (!VISIBLE.matcher(text).matches()) {
      throw fields.invalid(FIELD, "must have visible ASCII characters only.");
    }
    if (text.startsWith(PREFIX) && !isBase64OfUsableLength(text.substring(PREFIX.length()))) {
      throw fields.invalid(
          FIELD,
          "must be base64 of %d to %d bytes after its prefix whsec_, padded."
              .formatted(MIN_BYTES, MAX_BYTES));
    }
  }

  /** In the one form that every receiver's library reads alike. */
  private static boolean isBase64OfUsableLength(String text) {
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
