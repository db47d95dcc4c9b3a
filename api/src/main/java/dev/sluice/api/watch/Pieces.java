package dev.sluice.api.watch;

import dev.sluice.wire.JobContent;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts an answer together from records that repeat, overlap and may be missing: what is taken from
 * it follows on from the position it began at, without gap or repetition. Holds a bounded number of
 * characters, with {@link #OVERHEAD} added for each record, or one record; what finds no room is
 * let go, and is a gap then. For one thread at a time.
 */
final class Pieces {

  /** What a piece takes beside its text, in characters: many are no longer than a token. */
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

  /** What has come since the last call, in order. */
  List<Piece> take() {
    List<Piece> taken = waiting;
    waiting = new ArrayList<>();
    buffered = 0;
    return taken;
  }

  /** Whether nothing waits. */
  boolean isTaken() {
    return waiting.isEmpty();
  }

  /** Whether the last record did not follow on from what was here. */
  boolean hasGap() {
    return gap;
  }
}
