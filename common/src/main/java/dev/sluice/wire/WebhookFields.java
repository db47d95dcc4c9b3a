package dev.sluice.wire;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * What a webhook's address and secret must look like, wherever it may lead: that is for {@link
 * dev.sluice.egress.EgressPolicy}.
 */
final class WebhookFields {

  private static final String SECRET_PREFIX = "whsec_";

  private WebhookFields() {}

  /** The rule that the address breaks; empty where it is usable. */
  static Optional<String> brokenRuleOfUrl(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException _) {
      return Optional.of("must be a valid URL.");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return Optional.of("must be an absolute http or https URL.");
    }
    if (uri.getHost() == null || uri.getHost().isEmpty()) {
      return Optional.of("must name a host.");
    }
    if (uri.getRawUserInfo() != null) {
      return Optional.of("must not carry a user name or password.");
    }
    if (uri.getRawFragment() != null) {
      return Optional.of("must not carry a fragment.");
    }
    return Optional.empty();
  }

  /** Any text, but after the prefix of Standard Webhooks only the base64 of at least a byte. */
  static boolean isUsableSecret(String secret) {
    if (!secret.startsWith(SECRET_PREFIX)) {
      return true;
    }
    try {
      return Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length())).length > 0;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
