package dev.sluice.simulator.occurrence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest. */
public record Fingerprint(long a, long b, long c, long d) {

  public static Fingerprint of(byte[] bytes) {
    return read(sha256().digest(bytes));
  }

  /**
   * The digest of a sequence of strings. Lengths are included, so {@code ab, c} and {@code a, bc}
   * differ.
   */
  public static Fingerprint of(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      digest.update(bytes);
    }
    return read(digest.digest());
  }

  /** 64 lower-case hexadecimal digits. */
  public String hex() {
    ByteBuffer bytes = ByteBuffer.allocate(32).putLong(a).putLong(b).putLong(c).putLong(d);
    return HexFormat.of().formatHex(bytes.array());
  }

  private static Fingerprint read(byte[] digest) {
    ByteBuffer bytes = ByteBuffer.wrap(digest);
    return new Fingerprint(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }
}
