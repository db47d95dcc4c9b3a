package dev.sluice.simulator.serve;

import dev.sluice.simulator.http.Endpoint;
import dev.sluice.simulator.http.Exchange;
import dev.sluice.simulator.http.Request;
import dev.sluice.simulator.http.Response;
import dev.sluice.simulator.wire.Anthropic;
import dev.sluice.simulator.wire.OpenAi;
import dev.sluice.simulator.wire.Protocol;
import dev.sluice.simulator.wire.ProtocolError;
import java.util.List;

/**
 * {@code GET /v1/models}, and 404 for every unknown path. A request with the header {@code
 * anthropic-version} gets Anthropic's format, any other OpenAI's. The list is only an example:
 * every model name is accepted.
 */
public final class ModelsEndpoint implements Endpoint {

  private static final List<String> OPENAI =
      List.of("gpt-4o", "gpt-4o-mini", "gpt-5", "gpt-5-mini");
  private static final List<String> ANTHROPIC =
      List.of("claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5");

  @Override
  public void handle(Request request, Exchange exchange) {
    boolean anthropic = request.header("anthropic-version").isPresent();
    Protocol protocol = anthropic ? new Anthropic() : new OpenAi();
    if (!request.path().endsWith("/models")) {
      fail(exchange, protocol, 404, "Unknown path: " + request.path());
    } else if (!request.method().equals("GET")) {
      fail(exchange, protocol, 405, "Only GET is allowed");
    } else if (!CallerHeaders.hasKey(request)) {
      fail(exchange, protocol, 401, "The API key is missing");
    } else {
      exchange.respond(Response.json(200, protocol.models(anthropic ? ANTHROPIC : OPENAI)));
    }
  }

  private static void fail(Exchange exchange, Protocol protocol, int status, String message) {
    ProtocolError error = new ProtocolError(status, message, null, "req_none");
    exchange.respond(Response.json(status, protocol.error(error)));
  }
}
