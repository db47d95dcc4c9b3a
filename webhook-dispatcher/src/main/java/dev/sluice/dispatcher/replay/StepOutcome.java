package dev.sluice.dispatcher.replay;

/** What a step did. */
sealed interface StepOutcome {

  /** Nothing: another dispatcher has the replay, it has ended, or it may not queue more now. */
  record Waited() implements StepOutcome {}

  /** It went on by some deliveries, of which it queued so many. */
  record WentOn(int queued) implements StepOutcome {}

  /** It came to the end of the range. */
  record Completed(int queued) implements StepOutcome {}

  /** The endpoint was deleted. */
  record Cancelled() implements StepOutcome {}
}
