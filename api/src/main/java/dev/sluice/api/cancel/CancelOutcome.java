package dev.sluice.api.cancel;

/** What became of the wish to cancel a job. */
public enum CancelOutcome {
  /** It is cancelled now and never runs. */
  CANCELLED,
  /** It has begun or ended. */
  NOT_CANCELLABLE,
  /** The tenant has no such job, stored or on its way. */
  UNKNOWN
}
