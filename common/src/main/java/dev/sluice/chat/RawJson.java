package dev.sluice.chat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JSON object as its bytes: UTF-8, valid, without white space around it. Passed on as it is,
 * never parsed to be passed on. Immutable; equal to another with the same bytes.
 */
public final class RawJson {

  private static final RawJson EMPTY = new RawJson(new byte[] {'{', '}'});

  private final byte[] bytes;

  private RawJson(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Takes the bytes over: the caller must not change them any more, and has made sure that they are
   * a JSON object.
   */
  public static RawJson of(byte[] bytes) {
    if (bytes.length < 2 || bytes[0] != '{' || bytes[bytes.length - 1] != '}') {
      throw new IllegalArgumentException("not a JSON object");
    }
    return new RawJson(bytes);
  }

  /** The object without members. */
  public static RawJson empty() {
    return EMPTY;
  }

  /** The bytes themselves, not a copy; for reading only. */
  public byte[] bytes() {
    return bytes;
  }

  /** In bytes. */
  public int size() {
    return bytes.length;
  }

  /** Whether the object has no members. */
  public boolean isEmpty() {
    return bytes.length == 2;
  }

  /** The JSON text. */
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
