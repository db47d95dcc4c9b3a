package dev.sluice.api.watch;

import dev.sluice.wire.JobContent;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins records that repeat, overlap or are missing to an answer without gap or repetition, from a
 * start position. Buffers one record, or several up to a number of characters, each counted with
 * {@link #OVERHEAD} more; a record beyond that is dropped and leaves a gap. Not thread-safe.
 */
final class Pieces {

  /** What a piece takes beside its text, in characters; many are no longer than a token. */
  private static final int OVERHEAD = 64;

  private final int maxBuffered;
  private List<Piece> waiting = new ArrayList<>();
  private Position end;
  private int buffered;
  private boolean gap;

  Pieces(Position start, int maxBuffered) {
    this.end = start;
    this.maxBuffered = maxBuffered;
  }

  void offer(JobContent content) {
    if (content.attempt() < end.attempt()) {
      return;
    }
    Position next = content.attempt() == end.attempt() ? end : new Position(content.attempt(), 0);
    if (content.end() <= next.offset()) {
      return;
    }
    int room = waiting.isEmpty() ? Integer.MAX_VALUE : maxBuffered - buffered - OVERHEAD;
    if (content.offset() > next.offset() || content.end() - next.offset() > room) {
      gap = true;
      return;
    }
    String text = content.text().substring(next.offset() - content.offset());
    Piece piece = new Piece(content.attempt(), next.offset(), text);
    waiting.add(piece);
    buffered += text.length() + OVERHEAD;
    end = piece.end();
    gap = false;
  }

  /** The pieces since the last call, in order. */
  List<Piece> take() {
    List<Piece> taken = waiting;
    waiting = new ArrayList<>();
    buffered = 0;
    return taken;
  }

  /** Whether the buffer is empty. */
  boolean isTaken() {
    return waiting.isEmpty();
  }

  /** Whether the last record was dropped. */
  boolean hasGap() {
    return gap;
  }
}
