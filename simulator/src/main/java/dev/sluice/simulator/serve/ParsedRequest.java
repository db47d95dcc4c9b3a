package dev.sluice.simulator.serve;

import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.wire.Protocol;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The result of parsing a request body. */
sealed interface ParsedRequest {

  JsonMapper MAPPER = JsonMapper.shared();

  record Valid(Prompt prompt) implements ParsedRequest {}

  record Invalid(InvalidRequestException reason) implements ParsedRequest {}

  static ParsedRequest of(Protocol protocol, byte[] body) {
    try {
      JsonNode json = MAPPER.readTree(body);
      if (!json.isObject()) {
        throw new InvalidRequestException("The request body must be a JSON object");
      }
      return new Valid(protocol.read(json));
    } catch (JacksonException e) {
      return new Invalid(new InvalidRequestException("The request body is not valid JSON"));
    } catch (InvalidRequestException e) {
      return new Invalid(e);
    }
  }
}
