package dev.sluice.simulator.prompt;

/**
 * @param usageChunk whether an OpenAI stream ends with a usage chunk
 */
public record StreamOptions(boolean stream, boolean usageChunk) {}
