package dev.sluice.simulator.answer;

/** Why an answer ends. */
public sealed interface FinishReason {

  record End() implements FinishReason {}

  /** The token limit of the request was reached. */
  record Length() implements FinishReason {}

  /** This stop sequence of the request would have come next. */
  record StopSequence(String sequence) implements FinishReason {}

  record ToolCall() implements FinishReason {}

  record Refusal() implements FinishReason {}
}
