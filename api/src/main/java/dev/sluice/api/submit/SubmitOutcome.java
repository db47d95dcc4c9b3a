package dev.sluice.api.submit;

import dev.sluice.api.errors.ApiError;
import dev.sluice.job.Job;

/** What becomes of a submission. */
public sealed interface SubmitOutcome {

  /** It is in the topic. */
  record Accepted(Job job) implements SubmitOutcome {}

  /** The same request was accepted before under the same idempotency key. */
  record Replayed(Job job) implements SubmitOutcome {}

  /** It is not accepted. */
  sealed interface Refused extends SubmitOutcome {}

  /** Another request was accepted before under the same idempotency key. */
  record KeyReused() implements Refused {}

  /** Its tenant has too few tokens, now or ever. */
  record OverLimit(ApiError error) implements Refused {}

  /** It is larger than a record may be. */
  record TooLarge() implements Refused {}

  /** No record can be made of it that intake would take in. */
  record Unreadable() implements Refused {}

  /** The topic could not take it; it is not accepted. */
  record Unavailable() implements Refused {}
}
