package dev.sluice.api.cancel;

/** The result of a request to cancel a job. */
public enum CancelOutcome {
  /** The job is cancelled and never runs. */
  CANCELLED,
  /** The job is running and will end as cancelled, in any case. */
  REQUESTED,
  /** The job has ended, or is running and only a pending job was to be cancelled. */
  NOT_CANCELLABLE,
  /** The tenant has no such job. */
  UNKNOWN
}
