package dev.sluice.api.batch;

/** What comes next in a batch. */
sealed interface Line {

  /** A line that is not blank, without its end. */
  @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
  record Text(byte[] bytes) implements Line {}

  /** A line over the limit; it was skipped. */
  record TooLong() implements Line {}

  /** The batch is over its limit of bytes; nothing more is read. */
  record TooMuch() implements Line {}

  /** There is no more time; nothing more is read. */
  record TooLate() implements Line {}

  /** The batch is over. */
  record End() implements Line {}
}
