package dev.sluice.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * Keys of {@code v1a} signatures, in the form of <a
 * href="https://www.standardwebhooks.com">Standard Webhooks</a>: a prefix and the base64 of 32
 * bytes, which are the seed of a private key (RFC 8032, 5.1.5) or the encoded point of a public one
 * (5.1.2). A text that is not a key causes an {@link IllegalArgumentException} that does not show
 * it.
 */
public final class Ed25519Keys {

  public static final String PRIVATE_PREFIX = "whsk_";
  public static final String PUBLIC_PREFIX = "whpk_";

  private static final int BYTES = 32;
  // SubjectPublicKeyInfo of an ed25519 key up to the key itself (RFC 8410, 4).
  private static final byte[] X509_HEAD = {48, 42, 48, 5, 6, 3, 43, 101, 112, 3, 33, 0};

  private Ed25519Keys() {}

  public static KeyPairText generate(SecureRandom random) {
    byte[] seed = new byte[BYTES];
    random.nextBytes(seed);
    String privateKey = PRIVATE_PREFIX + Base64.getEncoder().encodeToString(seed);
    return new KeyPairText(privateKey, publicText(privateKey));
  }

  /** The public key of a private one. */
  public static String publicText(String privateKey) {
    byte[] seed = bytes(privateKey, PRIVATE_PREFIX);
    try {
      // Only the JDK's generator derives a public key, from the random bytes it draws.
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new FixedBytes(seed));
      KeyPair pair = generator.generateKeyPair();
      byte[] drawn = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
      if (!Arrays.equals(drawn, seed)) {
        throw new IllegalStateException("the generator does not use the drawn bytes as the seed");
      }
      byte[] encoded = pair.getPublic().getEncoded();
      byte[] point = Arrays.copyOfRange(encoded, X509_HEAD.length, encoded.length);
      return PUBLIC_PREFIX + Base64.getEncoder().encodeToString(point);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is in every JDK", e);
    }
  }

  public static PrivateKey privateKey(String text) {
    byte[] seed = bytes(text, PRIVATE_PREFIX);
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every seed is a key", e);
    }
  }

  public static PublicKey publicKey(String text) {
    byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + BYTES);
    System.arraycopy(bytes(text, PUBLIC_PREFIX), 0, encoded, X509_HEAD.length, BYTES);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException _) {
      throw new IllegalArgumentException("not a point of the curve");
    }
  }

  private static byte[] bytes(String text, String prefix) {
    if (!text.startsWith(prefix)) {
      throw new IllegalArgumentException("an ed25519 key without its prefix " + prefix);
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.substring(prefix.length()));
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException("an ed25519 key is base64 after its prefix " + prefix);
    }
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("an ed25519 key has 32 bytes");
    }
    return bytes;
  }

  /** Returns fixed bytes as random ones. */
  private static final class FixedBytes extends SecureRandom {

    private static final long serialVersionUID = 1L;
    private final byte[] bytes;

    FixedBytes(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] target) {
      if (target.length != bytes.length) {
        throw new IllegalStateException("not the size of a seed");
      }
      System.arraycopy(bytes, 0, target, 0, bytes.length);
    }
  }
}
