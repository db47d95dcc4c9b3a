package dev.sluice.api.watch;

/**
 * A place in the answer that an attempt generates.
 *
 * @param attempt 0 before any answer
 * @param offset characters (UTF-16 code units) before this place
 */
record Position(int attempt, int offset) {

  static final Position START = new Position(0, 0);
}
