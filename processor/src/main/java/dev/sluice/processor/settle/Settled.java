package dev.sluice.processor.settle;

/** The result of writing a settlement. */
public enum Settled {
  /** Written, together with its event. */
  SETTLED,
  /** Refused, because the job is no longer in this attempt. */
  REFUSED,
  /**
   * Refused, because the client has asked to cancel the job. The attempt is still ours and can be
   * settled only as cancelled.
   */
  CANCELLED,
  /** The database refuses the content. */
  UNSTORABLE,
  /** The process ends while the database is unavailable; the reaper will return the job. */
  GIVEN_UP
}
