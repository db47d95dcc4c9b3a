package dev.sluice.simulator.prompt;

/** A valid completion request, independent of its wire protocol. */
public record Prompt(
    String model,
    Conversation conversation,
    OutputOptions output,
    Limits limits,
    StreamOptions delivery) {}
