package dev.sluice.signing;

import static java.util.Objects.requireNonNull;

/**
 * An ed25519 key pair in text form.
 *
 * @param privateKey {@code whsk_} and base64 of the 32-byte seed; a secret
 * @param publicKey {@code whpk_} and base64 of the 32-byte public key
 */
public record KeyPairText(String privateKey, String publicKey) {

  public KeyPairText {
    requireNonNull(privateKey);
    requireNonNull(publicKey);
  }

  /** Never shows the private key. */
  @Override
  public String toString() {
    return "KeyPairText[" + publicKey + "]";
  }
}
