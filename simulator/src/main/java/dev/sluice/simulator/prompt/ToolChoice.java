package dev.sluice.simulator.prompt;

/** Whether the answer must be a tool call. */
public sealed interface ToolChoice {

  /** The model decides; this one answers with text unless a script says otherwise. */
  record Free() implements ToolChoice {}

  record Forbidden() implements ToolChoice {}

  record Any() implements ToolChoice {}

  record Named(String name) implements ToolChoice {}
}
