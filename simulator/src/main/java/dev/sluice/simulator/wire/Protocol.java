package dev.sluice.simulator.wire;

import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.prompt.Prompt;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One provider's wire format. Implementations are stateless. */
public sealed interface Protocol permits OpenAi, Anthropic {

  /** The name in the call log. */
  String name();

  /** Parses a request body. Throws if the real provider would return 400. */
  Prompt read(JsonNode body) throws InvalidRequestException;

  /** The body of an unstreamed answer. */
  String completion(Completion completion);

  /** The body of a streamed answer. */
  EventStream stream(Completion completion);

  /** The body of an error response. */
  String error(ProtocolError error);

  /** An event that ends a stream early. */
  String errorEvent(ProtocolError error);

  /** An event with malformed JSON. */
  String malformedEvent();

  /** The response header that carries the request id. */
  String requestIdHeader();

  /** The body of {@code GET /v1/models}. */
  String models(List<String> models);
}
