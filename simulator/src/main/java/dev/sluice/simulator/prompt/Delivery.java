package dev.sluice.simulator.prompt;

/**
 * How the answer travels.
 *
 * @param usageChunk whether an OpenAI stream ends with a chunk that reports the usage
 */
public record Delivery(boolean stream, boolean usageChunk) {}
