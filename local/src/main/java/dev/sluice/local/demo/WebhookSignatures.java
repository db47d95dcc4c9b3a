package dev.sluice.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.sluice.local.demo.WebhookReceiver.Received;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies both signatures of a webhook, as a receiver should. */
final class WebhookSignatures {
  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignatures() {}

  /**
   * Standard Webhooks, verified with its reference library: {@code webhook-id}, {@code
   * webhook-timestamp}, {@code webhook-signature}.
   */
  static boolean standard(String secret, Received webhook) {
    try {
      new Webhook(secret).verify(webhook.body(), webhook.headers());
      return true;
    } catch (WebhookVerificationException | EmptyWebhookSecretException _) {
      return false;
    }
  }

  /** {@code X-Webhook-Signature: sha256=<hex>}, keyed with the bytes of the secret's text. */
  static boolean sha256(String secret, Received webhook) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
      String expected =
          "sha256=" + HexFormat.of().formatHex(mac.doFinal(webhook.body().getBytes(UTF_8)));
      return MessageDigest.isEqual(
          expected.getBytes(UTF_8), webhook.header("x-webhook-signature").getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is not available", e);
    }
  }
}
