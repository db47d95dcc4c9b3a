package dev.sluice.simulator.prompt;

import tools.jackson.databind.JsonNode;

/** The required format of a text answer. */
public sealed interface Format {

  record Text() implements Format {}

  record JsonObject() implements Format {}

  record JsonSchema(JsonNode schema) implements Format {}
}
