package dev.sluice.api.http.sse;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One event of a stream (HTML Living Standard, 9.2 "Server-sent events").
 *
 * @param event its type; absent for {@code message}; without line breaks
 * @param id what a client sends as {@code Last-Event-ID} when it reconnects; without line breaks
 *     and NUL, which a client would ignore
 * @param data any text; each of its lines becomes a {@code data} line, so that a client gets the
 *     text back, with every line break as {@code \n}
 */
public record SseFrame(@Nullable String event, @Nullable String id, String data) {

  static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

  public SseFrame {
    requireOneLine(event);
    requireOneLine(id);
  }

  /** An event with data only. */
  public static SseFrame of(String data) {
    return new SseFrame(null, null, data);
  }

  byte[] toBytes() {
    StringBuilder text = new StringBuilder(data.length() + 32);
    if (event != null) {
      text.append("event: ").append(event).append('\n');
    }
    if (id != null) {
      text.append("id: ").append(id).append('\n');
    }
    for (String line : data.split("\r\n|\r|\n", -1)) {
      text.append("data: ").append(line).append('\n');
    }
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void requireOneLine(@Nullable String value) {
    if (value != null && value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == '\0')) {
      throw new IllegalArgumentException("an event's type and id are one line each, without NUL");
    }
  }
}
