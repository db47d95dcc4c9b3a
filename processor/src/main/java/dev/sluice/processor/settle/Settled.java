package dev.sluice.processor.settle;

/** What became of a settlement. */
public enum Settled {
  /** It was written, and announced. */
  WRITTEN,
  /** Refused: the job is no longer in this attempt, so somebody else owns it or it has ended. */
  TAKEN_OVER,
  /**
   * Refused: the attempt is still ours, but the client has asked to cancel the job, and the
   * settlement does anything else. It can be settled as cancelled only.
   */
  CANCELLED
}
