package dev.sluice.webhooks.replay;

/** The result of a step. */
public sealed interface StepOutcome {

  /** Nothing: another dispatcher has the replay, it has ended, or it may not queue more now. */
  record Waited() implements StepOutcome {}

  /** It examined further deliveries, of which it queued so many. */
  record Advanced(int queued) implements StepOutcome {}

  /** It reached the end of the range. */
  record Completed(int queued) implements StepOutcome {}

  /** The endpoint was deleted. */
  record Cancelled() implements StepOutcome {}
}
