package dev.sluice.simulator.serve;

import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.Unacceptable;
import dev.sluice.simulator.wire.Protocol;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What became of reading a request body. */
sealed interface Reading {

  JsonMapper MAPPER = JsonMapper.shared();

  record Understood(Prompt prompt) implements Reading {}

  record Rejected(Unacceptable reason) implements Reading {}

  static Reading of(Protocol protocol, byte[] body) {
    try {
      JsonNode json = MAPPER.readTree(body);
      if (!json.isObject()) {
        throw new Unacceptable("The request body must be a JSON object");
      }
      return new Understood(protocol.read(json));
    } catch (JacksonException e) {
      return new Rejected(new Unacceptable("The request body is not valid JSON"));
    } catch (Unacceptable e) {
      return new Rejected(e);
    }
  }
}
