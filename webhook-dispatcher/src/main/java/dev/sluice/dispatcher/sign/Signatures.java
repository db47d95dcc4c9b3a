package dev.sluice.dispatcher.sign;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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

  private final List<SigningKey> keys;

  /**
   * The signatures of these keys, in their order: oldest first, so that {@code X-Webhook-Signature}
   * does not change until its key expires.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Signatures(List<SigningKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key to sign with");
    }
    this.keys = List.copyOf(keys);
  }

  /**
   * The value of {@code X-Webhook-Signature}: {@code sha256=} and lower-case hex; empty if all keys
   * are asymmetric, for which the header has no form.
   */
  public Optional<String> plain(byte[] body) {
    return keys.stream()
        .filter(SigningKey.Symmetric.class::isInstance)
        .map(SigningKey.Symmetric.class::cast)
        .findFirst()
        .map(key -> "sha256=" + HexFormat.of().formatHex(key.signPlain(body)));
  }

  /**
   * The value of {@code webhook-signature}, over id, time and body: {@code v1,…} or {@code v1a,…}
   * for each key, with the signature in base64.
   */
  public String standard(String messageId, Instant timestamp, byte[] body) {
    byte[] content = content(messageId, timestamp, body);
    return keys.stream()
        .map(key -> key.version() + "," + Base64.getEncoder().encodeToString(key.sign(content)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] content(String messageId, Instant timestamp, byte[] body) {
    byte[] head =
        (messageId + "." + timestamp.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream content = new ByteArrayOutputStream(head.length + body.length);
    content.writeBytes(head);
    content.writeBytes(body);
    return content.toByteArray();
  }
}
