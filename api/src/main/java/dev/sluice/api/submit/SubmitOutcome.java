package dev.sluice.api.submit;

import dev.sluice.job.Job;

/** What becomes of a submission. */
sealed interface SubmitOutcome {

  /** It is in the topic. */
  record Accepted(Job job) implements SubmitOutcome {}

  /** The same request was accepted before under the same idempotency key. */
  record Replayed(Job job) implements SubmitOutcome {}

  /** Another request was accepted before under the same idempotency key. */
  record KeyReused() implements SubmitOutcome {}

  /** It is larger than a record may be. */
  record TooLarge() implements SubmitOutcome {}

  /** The topic could not take it; it is not accepted. */
  record Unavailable() implements SubmitOutcome {}
}
