package dev.sluice.api.status;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Strong validators (RFC 9110, 8.8.3): equal exactly for equal bytes. */
final class ETags {

  private static final int BYTES = 16;

  private ETags() {}

  static String of(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return '"' + HexFormat.of().formatHex(Arrays.copyOf(hash, BYTES)) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
