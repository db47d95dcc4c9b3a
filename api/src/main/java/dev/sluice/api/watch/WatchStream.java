package dev.sluice.api.watch;

import dev.sluice.api.http.sse.EventStream;
import dev.sluice.api.http.sse.SseFrame;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a job's events to one client. The answer continues where the client has it, and every
 * event's id says how much of it the client then has. Not thread-safe.
 */
final class WatchStream {

  /** Longest text of one event, in characters; a client that disconnects loses no more. */
  private static final int MAX_TEXT = 16 * 1024;

  private final EventStream out;
  private Position position;
  private @Nullable Job sent;

  WatchStream(EventStream out, Position start) {
    this.out = out;
    this.position = start;
  }

  /** Sends what changed since the last state of a job that has not ended. */
  void state(Job job) {
    Job before = sent;
    sent = job;
    if (before == null || before.status() != job.status() || before.attempt() != job.attempt()) {
      send("status", Json.mapper().writeValueAsString(job));
    } else if (before.progress() != job.progress()) {
      send(
          "progress",
          Json.mapper()
              .writeValueAsString(
                  Json.mapper().createObjectNode().put("progress", job.progress())));
    }
  }

  void pieces(List<Piece> pieces) {
    pieces.forEach(this::piece);
  }

  /** Sends the rest of the answer and the end of the job. */
  void ended(Job job) {
    piece(rest(job));
    sent = job;
    send(job.status().wireName(), Json.mapper().writeValueAsString(job));
  }

  private Piece rest(Job job) {
    String content = content(job);
    int offset = job.attempt() == position.attempt() ? position.offset() : 0;
    return new Piece(job.attempt(), offset, content.substring(Math.min(offset, content.length())));
  }

  /** Also empty if the result exceeds the parser's bounds; the last event has it in any case. */
  private static String content(Job job) {
    if (job.result() == null) {
      return "";
    }
    try {
      return Json.mapper().readTree(job.result()).path("content").asString("");
    } catch (StreamConstraintsException _) {
      return "";
    }
  }

  private void piece(Piece piece) {
    String text = piece.text();
    int start = 0;
    while (start < text.length()) {
      int end = Math.min(text.length(), start + MAX_TEXT);
      if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
        end--;
      }
      content(new Piece(piece.attempt(), piece.offset() + start, text.substring(start, end)));
      start = end;
    }
  }

  private void content(Piece piece) {
    ObjectNode data =
        Json.mapper()
            .createObjectNode()
            .put("attempt", piece.attempt())
            .put("offset", piece.offset())
            .put("text", piece.text());
    position = piece.end();
    send("content", Json.mapper().writeValueAsString(data));
  }

  private void send(String event, String data) {
    JobStatus status = sent == null ? JobStatus.PENDING : sent.status();
    // If the client has gone, the stream ends by itself.
    var _ = out.send(new SseFrame(event, new EventId(position, status).toString(), data));
  }
}
