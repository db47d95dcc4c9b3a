package dev.sluice.api.submit;

/** What became of a record that was to be appended to the topic. */
enum AppendOutcome {
  /** Acknowledged by the broker and its in-sync replicas. */
  APPENDED,
  /** Larger than the topic takes; nothing was sent. */
  TOO_LARGE,
  /** Certainly not written. */
  NOT_APPENDED,
  /** No acknowledgement; the broker may have written it, or still do so. */
  UNCERTAIN
}
