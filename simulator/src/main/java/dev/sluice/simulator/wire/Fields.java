package dev.sluice.simulator.wire;

import dev.sluice.simulator.prompt.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** Reads typed fields of a request. Null counts as absent; a value of the wrong type throws. */
final class Fields {

  private final JsonNode object;

  Fields(JsonNode object) {
    this.object = object;
  }

  JsonNode node(String name) {
    return object.path(name);
  }

  boolean absent(String name) {
    return object.path(name).isMissingNode() || object.path(name).isNull();
  }

  Optional<String> text(String name) throws InvalidRequestException {
    if (absent(name)) {
      return Optional.empty();
    }
    if (!object.path(name).isString()) {
      throw new InvalidRequestException(name + " must be a string", name);
    }
    return Optional.of(object.path(name).stringValue());
  }

  String requiredText(String name) throws InvalidRequestException {
    return text(name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> new InvalidRequestException(name + ": field required", name));
  }

  boolean flag(String name) throws InvalidRequestException {
    if (!absent(name) && !object.path(name).isBoolean()) {
      throw new InvalidRequestException(name + " must be a boolean", name);
    }
    return object.path(name).asBoolean(false);
  }

  OptionalInt positive(String name) throws InvalidRequestException {
    if (absent(name)) {
      return OptionalInt.empty();
    }
    JsonNode value = object.path(name);
    if (!value.isInt() || value.intValue() < 1) {
      throw new InvalidRequestException(name + " must be a positive integer", name);
    }
    return OptionalInt.of(value.intValue());
  }

  List<JsonNode> list(String name) throws InvalidRequestException {
    if (absent(name)) {
      return List.of();
    }
    if (!object.path(name).isArray()) {
      throw new InvalidRequestException(name + " must be an array", name);
    }
    return List.copyOf(object.path(name).values());
  }

  List<JsonNode> messages() throws InvalidRequestException {
    List<JsonNode> messages = list("messages");
    if (messages.isEmpty()) {
      throw new InvalidRequestException("messages: at least one message is required", "messages");
    }
    return messages;
  }

  List<String> texts(String name) throws InvalidRequestException {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : list(name)) {
      if (!item.isString() || item.stringValue().isEmpty()) {
        throw new InvalidRequestException(name + " must contain only non-empty strings", name);
      }
      texts.add(item.stringValue());
    }
    return texts;
  }
}
