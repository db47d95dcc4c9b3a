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
 * The signatures of one attempt, over the bytes that are sent.
 *
 * <p>While secrets are exchanged there are several, and all of them sign: a receiver that has any
 * one of them finds its own signature among those of {@code webhook-signature}. The header {@code
 * X-Webhook-Signature} has room for one; it is the one of the first symmetric key.
 *
 * <p>The two headers take a symmetric key from the same secret, each as its own world does: {@code
 * X-Webhook-Signature} uses the UTF-8 bytes of the secret as the customer wrote it, prefix
 * included, as receivers of that header do; {@code webhook-signature} uses what the base64 after
 * {@code whsec_} stands for (<a href="https://www.standardwebhooks.com">Standard Webhooks</a>), and
 * the UTF-8 bytes where the secret has no such prefix. Safe for all threads.
 */
public final class Signatures {

  private final List<SigningKey> keys;

  private Signatures(List<SigningKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * The signatures that these keys make, in their order: oldest first, so that {@code
   * X-Webhook-Signature} stays what it was until its key has expired.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static Signatures of(List<SigningKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to sign with");
    }
    return new Signatures(keys);
  }

  /**
   * The signatures that this secret makes.
   *
   * @throws IllegalArgumentException where the secret is empty, or not base64 after {@code whsec_}
   */
  public static Signatures with(String secret) {
    return of(List.of(SigningKey.symmetric(secret)));
  }

  /**
   * The value of {@code X-Webhook-Signature}: {@code sha256=} and lower-case hex; empty where every
   * key is asymmetric, for which that header has no form.
   */
  public Optional<String> plain(byte[] body) {
    return keys.stream()
        .filter(SigningKey.Symmetric.class::isInstance)
        .map(SigningKey.Symmetric.class::cast)
        .findFirst()
        .map(key -> "sha256=" + HexFormat.of().formatHex(key.signPlain(body)));
  }

  /**
   * The value of {@code webhook-signature}: for each key its version and base64, as in {@code v1,…
   * v1a,…}, over id, time and body.
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
