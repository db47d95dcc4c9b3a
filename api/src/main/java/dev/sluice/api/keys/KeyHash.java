package dev.sluice.api.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The SHA-256 of a key, the only form in which it is stored. A key has 256 random bits, so a fast
 * hash is safe.
 *
 * @param hex 64 lower-case digits
 */
record KeyHash(String hex) {

  private static final String PREFIX = "slk_";
  private static final int KEY_BYTES = 32;
  private static final int MAX_KEY_LENGTH = 512;

  /** Whether such a key may have been issued at all. */
  static boolean looksIssued(String key) {
    return key.startsWith(PREFIX) && key.length() <= MAX_KEY_LENGTH;
  }

  static KeyHash of(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return of(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static KeyHash of(byte[] hash) {
    return new KeyHash(HexFormat.of().formatHex(hash));
  }

  /** A new key: {@code slk_} and the base64url of 32 random bytes. */
  static String newKey(RandomGenerator random) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }
}
