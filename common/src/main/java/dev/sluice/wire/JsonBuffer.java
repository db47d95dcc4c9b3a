package dev.sluice.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;

/** A JSON object that is being written, whose bytes can be read meanwhile. */
final class JsonBuffer extends ByteArrayOutputStream {

  private final JsonGenerator json;

  JsonBuffer() {
    super(1024);
    json = Json.mapper().createGenerator(this);
    json.writeStartObject();
  }

  /** Where the object's members are written. */
  JsonGenerator json() {
    return json;
  }

  /** Bytes written so far. */
  int position() {
    json.flush();
    return count;
  }

  /** What was written from this position on. */
  String textFrom(int position) {
    int end = position();
    return new String(buf, position, end - position, StandardCharsets.UTF_8);
  }

  /** Appends the members of another object that is complete but for its end. */
  void appendMembersOf(JsonBuffer other) {
    int length = other.position() - 1;
    if (length > 0) {
      if (position() > 1) {
        write(',');
      }
      write(other.buf, 1, length);
    }
  }

  /** The object, ended; nothing is written after it. */
  byte[] end() {
    json.writeEndObject();
    json.close();
    return toByteArray();
  }
}
