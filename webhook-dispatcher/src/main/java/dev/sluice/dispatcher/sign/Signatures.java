package dev.sluice.dispatcher.sign;

import dev.sluice.signing.Ed25519Keys;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signatures of an attempt.
 *
 * <p>During a rotation all valid secrets sign, so that a receiver with any of them finds its
 * signature in {@code webhook-signature}. {@code X-Webhook-Signature} has room for one: that of the
 * first symmetric key.
 *
 * <p>The headers derive the key from a secret differently: {@code X-Webhook-Signature} uses the
 * UTF-8 bytes of the secret, including its prefix. {@code webhook-signature} uses the decoded
 * base64 after {@code whsec_} (<a href="https://www.standardwebhooks.com">Standard Webhooks</a>),
 * and the UTF-8 bytes of secrets without this prefix. Thread-safe.
 */
public final class Signatures {

  private static final String ALGORITHM = "HmacSHA256";
  private static final String STANDARD_PREFIX = "whsec_";

  /**
   * A secret that signs.
   *
   * @param version {@code v1} for HMAC-SHA256, {@code v1a} for ed25519
   * @param text for {@code v1a} {@code whsk_} and base64 of the seed
   */
  public record Secret(String version, String text) {

    /** Omits the secret. */
    @Override
    public String toString() {
      return version;
    }
  }

  private record Key(String version, UnaryOperator<byte[]> sign) {}

  private final List<Key> keys;
  private final Optional<SecretKeySpec> plainKey;

  /**
   * The signatures with these secrets, in their order: oldest first, so that {@code
   * X-Webhook-Signature} does not change until its key expires.
   *
   * @throws IllegalArgumentException if there are none, or one is empty or malformed
   */
  public Signatures(List<Secret> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("no key to sign with");
    }
    this.keys = secrets.stream().map(Signatures::key).toList();
    this.plainKey =
        secrets.stream()
            .filter(secret -> secret.version().equals("v1"))
            .findFirst()
            .map(secret -> hmacKey(secret.text().getBytes(StandardCharsets.UTF_8)));
  }

  private static Key key(Secret secret) {
    String text = secret.text();
    return switch (secret.version()) {
      case "v1" -> {
        SecretKeySpec key =
            hmacKey(
                text.startsWith(STANDARD_PREFIX)
                    ? Base64.getDecoder().decode(text.substring(STANDARD_PREFIX.length()))
                    : text.getBytes(StandardCharsets.UTF_8));
        yield new Key("v1", content -> hmac(key, content));
      }
      case "v1a" -> {
        PrivateKey key = Ed25519Keys.privateKey(text);
        yield new Key("v1a", content -> ed25519(key, content));
      }
      default -> throw new IllegalArgumentException("an unknown kind of key");
    };
  }

  private static SecretKeySpec hmacKey(byte[] bytes) {
    return new SecretKeySpec(bytes, ALGORITHM);
  }

  private static byte[] hmac(SecretKeySpec key, byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 is in every JDK", e);
    }
  }

  private static byte[] ed25519(PrivateKey key, byte[] content) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is in every JDK", e);
    }
  }

  /**
   * The value of {@code X-Webhook-Signature}: {@code sha256=} and lower-case hex; empty if all keys
   * are asymmetric, for which the header has no form.
   */
  public Optional<String> plain(byte[] body) {
    return plainKey.map(key -> "sha256=" + HexFormat.of().formatHex(hmac(key, body)));
  }

  /**
   * The value of {@code webhook-signature}, over id, time and body: {@code v1,…} or {@code v1a,…}
   * for each key, with the signature in base64.
   */
  public String standard(String messageId, Instant timestamp, byte[] body) {
    byte[] head =
        (messageId + "." + timestamp.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream content = new ByteArrayOutputStream(head.length + body.length);
    content.writeBytes(head);
    content.writeBytes(body);
    byte[] signed = content.toByteArray();
    return keys.stream()
        .map(key ->
            key.version() + "," + Base64.getEncoder().encodeToString(key.sign().apply(signed)))
        .collect(Collectors.joining(" "));
  }
}
