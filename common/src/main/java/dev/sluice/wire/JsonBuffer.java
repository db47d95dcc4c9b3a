package dev.sluice.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;

/** A JSON object under construction, whose bytes can be read at any time. */
final class JsonBuffer extends ByteArrayOutputStream {

  private final JsonGenerator json;

  JsonBuffer() {
    super(1024);
    json = Json.mapper().createGenerator(this);
    json.writeStartObject();
  }

  JsonGenerator json() {
    return json;
  }

  /** Bytes written so far. */
  int position() {
    json.flush();
    return count;
  }

  /** The text from this position on. */
  String textFrom(int position) {
    int end = position();
    return new String(buf, position, end - position, StandardCharsets.UTF_8);
  }

  /** Appends the members of another object that has no end yet. */
  void appendMembersOf(JsonBuffer other) {
    int length = other.position() - 1;
    if (length > 0) {
      if (position() > 1) {
        write(',');
      }
      write(other.buf, 1, length);
    }
  }

  /** Ends the object and returns it. */
  byte[] end() {
    json.writeEndObject();
    json.close();
    return toByteArray();
  }
}
