package dev.sluice.simulator.answer;

/** Why an answer ends where it ends. */
public sealed interface Finish {

  record End() implements Finish {}

  /** It reached the request's maximum of tokens. */
  record Length() implements Finish {}

  /** It would have gone on with this stop sequence of the request. */
  record StopSequence(String sequence) implements Finish {}

  record ToolCall() implements Finish {}

  record Refusal() implements Finish {}
}
