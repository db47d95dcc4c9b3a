package dev.sluice.simulator.prompt;

/** Whether the answer must be a tool call. */
public sealed interface ToolChoice {

  /** The model decides. The simulator answers with text unless a script requires a tool call. */
  record Auto() implements ToolChoice {}

  record None() implements ToolChoice {}

  record Required() implements ToolChoice {}

  record Named(String name) implements ToolChoice {}
}
