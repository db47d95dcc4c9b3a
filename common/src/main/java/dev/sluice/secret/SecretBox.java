package dev.sluice.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets with AES-256-GCM for one owner: a sealed secret that is copied to another owner
 * does not open. Form: base64 of version (1 byte), nonce (12), ciphertext and tag. Safe for all
 * threads.
 */
public final class SecretBox {

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random;

  public SecretBox(SecretProperties properties, SecureRandom random) {
    this.key = new SecretKeySpec(properties.keyBytes(), "AES");
    this.random = random;
  }

  /** Seals a secret for this owner; the result differs on every call. */
  public String seal(String secret, String owner) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, owner)
              .doFinal(secret.getBytes(StandardCharsets.UTF_8));
      ByteBuffer bytes = ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length);
      bytes.put(VERSION).put(nonce).put(sealed);
      return Base64.getEncoder().encodeToString(bytes.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is in every JDK", e);
    }
  }

  /**
   * Opens a secret that was sealed for this owner.
   *
   * @throws UnsealableException when it was sealed with another key, for another owner, or altered
   */
  public String open(String sealed, String owner) throws UnsealableException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
      if (bytes.remaining() <= 1 + NONCE_BYTES || bytes.get() != VERSION) {
        throw new UnsealableException();
      }
      byte[] nonce = new byte[NONCE_BYTES];
      bytes.get(nonce);
      byte[] ciphertext = new byte[bytes.remaining()];
      bytes.get(ciphertext);
      byte[] opened = cipher(Cipher.DECRYPT_MODE, nonce, owner).doFinal(ciphertext);
      return new String(opened, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      throw new UnsealableException();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
