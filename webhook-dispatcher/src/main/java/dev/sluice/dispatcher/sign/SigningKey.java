package dev.sluice.dispatcher.sign;

import dev.sluice.signing.Ed25519Keys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that signs deliveries, see <a href="https://www.standardwebhooks.com">Standard
 * Webhooks</a>. Its text form does not contain the key.
 */
public sealed interface SigningKey {

  /** The part before the comma in {@code webhook-signature}. */
  String version();

  byte[] sign(byte[] content);

  /**
   * A secret for HMAC-SHA256, {@code v1}.
   *
   * @throws IllegalArgumentException if it is empty, or not base64 after {@code whsec_}
   */
  static Symmetric symmetric(String secret) {
    return new Symmetric(secret);
  }

  /**
   * A private key for ed25519, {@code v1a}.
   *
   * @param privateKey {@code whsk_} and base64 of the seed
   * @throws IllegalArgumentException if it is invalid
   */
  static Asymmetric asymmetric(String privateKey) {
    return new Asymmetric(Ed25519Keys.privateKey(privateKey));
  }

  final class Symmetric implements SigningKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String STANDARD_PREFIX = "whsec_";

    private final SecretKeySpec plainKey;
    private final SecretKeySpec standardKey;

    private Symmetric(String secret) {
      byte[] plain = secret.getBytes(StandardCharsets.UTF_8);
      this.plainKey = new SecretKeySpec(plain, ALGORITHM);
      this.standardKey =
          secret.startsWith(STANDARD_PREFIX)
              ? new SecretKeySpec(
                  Base64.getDecoder().decode(secret.substring(STANDARD_PREFIX.length())), ALGORITHM)
              : plainKey;
    }

    @Override
    public String version() {
      return "v1";
    }

    @Override
    public byte[] sign(byte[] content) {
      return mac(standardKey).doFinal(content);
    }

    /** Signs with the bytes of the secret as given. */
    byte[] signPlain(byte[] body) {
      return mac(plainKey).doFinal(body);
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

  final class Asymmetric implements SigningKey {

    private final PrivateKey key;

    private Asymmetric(PrivateKey key) {
      this.key = key;
    }

    @Override
    public String version() {
      return "v1a";
    }

    @Override
    public byte[] sign(byte[] content) {
      try {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("Ed25519 is in every JDK", e);
      }
    }
  }
}
