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
 * One webhook as it came in.
 *
 * @param headers by their names in lower case
 * @param body byte for byte, as UTF-8
 */
public record Received(Map<String, List<String>> headers, String body) {

  /** The first value of a header; empty where it is absent. */
  public String header(String name) {
    return headers.getOrDefault(name, List.of("")).getFirst();
  }

  public JsonNode json() {
    return JsonMapper.shared().readTree(body);
  }

  /** Whether both signatures are this secret's: Standard Webhooks, by their library, and ours. */
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
