package dev.sluice.dispatcher.sign;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Both signatures of one attempt, over the bytes that are sent.
 *
 * <p>The two forms take their key from the same secret, each as its own world does: {@code
 * X-Webhook-Signature} uses the UTF-8 bytes of the secret as the customer wrote it, prefix
 * included, as receivers of that header do; {@code webhook-signature} uses what the base64 after
 * {@code whsec_} stands for (<a href="https://www.standardwebhooks.com">Standard Webhooks</a>), and
 * the UTF-8 bytes where the secret has no such prefix. Safe for all threads.
 */
public final class Signatures {

  private static final String ALGORITHM = "HmacSHA256";
  private static final String STANDARD_PREFIX = "whsec_";

  private final SecretKeySpec plainKey;
  private final SecretKeySpec standardKey;

  private Signatures(byte[] plainKey, byte[] standardKey) {
    this.plainKey = new SecretKeySpec(plainKey, ALGORITHM);
    this.standardKey = new SecretKeySpec(standardKey, ALGORITHM);
  }

  /**
   * The signatures that this secret makes.
   *
   * @throws IllegalArgumentException where the secret is empty, or not base64 after {@code whsec_}
   */
  public static Signatures with(String secret) {
    byte[] plain = secret.getBytes(StandardCharsets.UTF_8);
    return new Signatures(
        plain,
        secret.startsWith(STANDARD_PREFIX)
            ? Base64.getDecoder().decode(secret.substring(STANDARD_PREFIX.length()))
            : plain);
  }

  /** The value of {@code X-Webhook-Signature}: {@code sha256=} and lower-case hex. */
  public String plain(byte[] body) {
    return "sha256=" + HexFormat.of().formatHex(mac(plainKey).doFinal(body));
  }

  /** The value of {@code webhook-signature}: {@code v1,} and base64, over id, time and body. */
  public String standard(String messageId, Instant timestamp, byte[] body) {
    Mac mac = mac(standardKey);
    mac.update(
        (messageId + "." + timestamp.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 is in every JDK", e);
    }
  }
}
