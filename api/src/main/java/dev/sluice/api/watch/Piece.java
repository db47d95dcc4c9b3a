package dev.sluice.api.watch;

/** A piece of the answer that follows directly on the one before, as clients get it. */
record Piece(int attempt, int offset, String text) {

  Position end() {
    return new Position(attempt, offset + text.length());
  }

  /** Never shows the text. */
  @Override
  public String toString() {
    return "Piece[attempt=" + attempt + ", offset=" + offset + "]";
  }
}
