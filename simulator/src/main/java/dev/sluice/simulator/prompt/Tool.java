package dev.sluice.simulator.prompt;

import tools.jackson.databind.JsonNode;

/**
 * A function that the model may call.
 *
 * @param schema the JSON Schema of its arguments
 */
public record Tool(String name, JsonNode schema) {}
