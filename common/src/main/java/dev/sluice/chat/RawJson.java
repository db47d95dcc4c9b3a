package dev.sluice.chat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A JSON object as bytes: valid UTF-8 without surrounding white space. Immutable. */
public final class RawJson {

  private static final RawJson EMPTY = new RawJson(new byte[] {'{', '}'});

  private final byte[] bytes;

  private RawJson(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Keeps the array, which must contain a JSON object and must not be changed any more. */
  public static RawJson of(byte[] bytes) {
    if (bytes.length < 2 || bytes[0] != '{' || bytes[bytes.length - 1] != '}') {
      throw new IllegalArgumentException("not a JSON object");
    }
    return new RawJson(bytes);
  }

  public static RawJson empty() {
    return EMPTY;
  }

  /** The bytes, not a copy; for reading only. */
  public byte[] bytes() {
    return bytes;
  }

  /** In bytes. */
  public int size() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 2;
  }

  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawJson json && Arrays.equals(bytes, json.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Never shows the content. */
  @Override
  public String toString() {
    return "RawJson[" + bytes.length + " bytes]";
  }
}
