package dev.sluice.simulator.wire;

import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.Unacceptable;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One provider's wire format. Implementations are stateless. */
public sealed interface Protocol permits OpenAi, Anthropic {

  /** As the log of calls names it. */
  String name();

  /** Reads a request body; fails where the real provider would answer 400. */
  Prompt read(JsonNode body) throws Unacceptable;

  /** The body of an unstreamed answer. */
  String whole(Reply reply);

  /** The body of a streamed answer. */
  Frames frames(Reply reply);

  /** The body of an error response. */
  String error(Fault fault);

  /** An event that ends a stream early. */
  String errorFrame(Fault fault);

  /** An event whose JSON is broken. */
  String brokenFrame();

  /** The response header that carries the request id. */
  String requestIdHeader();

  /** The body of {@code GET /v1/models}. */
  String models(List<String> models);
}
