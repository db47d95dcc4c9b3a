package dev.sluice.processor.intake;

import dev.sluice.processor.claim.ClaimedJob;

/** What became of a submission in the table. */
sealed interface Stored {

  /** Stored and claimed by this process in the same statement. */
  record Claimed(ClaimedJob job) implements Stored {}

  /** Stored; somebody will claim it. */
  record Waiting() implements Stored {}

  /** It had been cancelled before it came; now its details are there, too. */
  record Cancelled() implements Stored {}

  /** It was stored before: a redelivery, or a repeated Idempotency-Key. */
  record Repeated() implements Stored {}

  /** Another request is stored under its id: it must not vanish unseen. */
  record Conflicting() implements Stored {}
}
