package dev.sluice.api.cancel;

/** What became of the wish to cancel a job. */
public enum CancelOutcome {
  /** It is cancelled now and never runs. */
  CANCELLED,
  /** It runs, and will end as cancelled; by whatever way, it cannot end otherwise any more. */
  REQUESTED,
  /** It has ended, or has begun and was not to be stopped. */
  NOT_CANCELLABLE,
  /** The tenant has no such job, stored or on its way. */
  UNKNOWN
}
