package dev.sluice.api.watch;

/** A piece of the answer, right behind the one before: what a client is sent. */
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
