package dev.sluice.simulator.prompt;

import tools.jackson.databind.JsonNode;

/** The form that the text of the answer must have. */
public sealed interface Format {

  record Text() implements Format {}

  record AnyJson() implements Format {}

  record Fitting(JsonNode schema) implements Format {}
}
