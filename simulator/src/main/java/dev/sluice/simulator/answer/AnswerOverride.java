package dev.sluice.simulator.answer;

import java.util.Optional;

/** How a script overrides the answer that the request would get. */
public sealed interface AnswerOverride {

  record None() implements AnswerOverride {}

  /** A text of exactly this many tokens, before the request's limits apply. */
  record Length(int tokens) implements AnswerOverride {}

  /** A call of the named tool, or of the first tool. */
  record ToolCall(Optional<String> name) implements AnswerOverride {}

  record Refusal() implements AnswerOverride {}
}
