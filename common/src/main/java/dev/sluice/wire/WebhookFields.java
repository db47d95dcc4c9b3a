package dev.sluice.wire;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Locale;

/**
 * What a webhook's address and secret must look like, wherever it may lead: that is for {@link
 * dev.sluice.egress.EgressPolicy}.
 */
final class WebhookFields {

  private static final String SECRET_PREFIX = "whsec_";

  private WebhookFields() {}

  static void requireUsableUrl(Fields fields, String name, String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException _) {
      throw fields.invalid(name, "must be a valid URL.");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw fields.invalid(name, "must be an absolute http or https URL.");
    }
    if (uri.getHost() == null || uri.getHost().isEmpty()) {
      throw fields.invalid(name, "must name a host.");
    }
    if (uri.getRawUserInfo() != null) {
      throw fields.invalid(name, "must not carry a user name or password.");
    }
    if (uri.getRawFragment() != null) {
      throw fields.invalid(name, "must not carry a fragment.");
    }
  }

  static void requireUsableSecret(Fields fields, String secret) {
    if (!secret.startsWith(SECRET_PREFIX)) {
      return;
    }
    try {
      if (Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length())).length > 0) {
        return;
      }
    } catch (IllegalArgumentException _) {
      // Said below, together with the empty one.
    }
    throw fields.invalid("webhook_secret", "must be base64 after its prefix whsec_.");
  }
}
