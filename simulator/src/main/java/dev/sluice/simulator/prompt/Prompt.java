package dev.sluice.simulator.prompt;

/** One request for a completion, valid and independent of the protocol that carried it. */
public record Prompt(
    String model, Conversation conversation, Demand demand, Limits limits, Delivery delivery) {}
