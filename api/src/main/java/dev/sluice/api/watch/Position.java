package dev.sluice.api.watch;

/**
 * A position in the answer of an attempt.
 *
 * @param attempt 0 before the first
 * @param offset characters (UTF-16 code units) before it
 */
record Position(int attempt, int offset) {

  static final Position START = new Position(0, 0);
}
