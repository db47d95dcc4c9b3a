package dev.sluice.e2e.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A received webhook.
 *
 * @param headers by lower-case name
 */
public record Received(Map<String, List<String>> headers, String body) {

  /** The first value of a header; empty if it is absent. */
  public String header(String name) {
    return headers.getOrDefault(name, List.of("")).getFirst();
  }

  public JsonNode json() {
    return JsonMapper.shared().readTree(body);
  }

  /**
   * Whether both signatures match the secret: {@code webhook-signature}, verified with the Standard
   * Webhooks library, and {@code X-Webhook-Signature}.
   */
  public boolean isSignedWith(String secret) {
    try {
      Webhook standard =
          secret.startsWith(Webhook.SECRET_PREFIX)
              ? new Webhook(secret)
              : new Webhook(secret.getBytes(UTF_8));
      standard.verify(body, headers);
      return header("x-webhook-signature").equals(sha256(secret));
    } catch (WebhookVerificationException | EmptyWebhookSecretException _) {
      return false;
    }
  }

  private String sha256(String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
