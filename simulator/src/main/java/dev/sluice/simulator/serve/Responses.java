package dev.sluice.simulator.serve;

import dev.sluice.simulator.http.Response;
import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.script.Action;
import dev.sluice.simulator.wire.Protocol;
import dev.sluice.simulator.wire.ProtocolError;
import org.jspecify.annotations.Nullable;

/** Builds the responses to one call, in its protocol and with its request id. */
record Responses(Protocol protocol, String callId) {

  Response completion(String body) {
    return identified(Response.json(200, body));
  }

  Response stream() {
    return identified(Response.stream("text/event-stream; charset=utf-8"));
  }

  Response error(int status, String message) {
    return error(status, message, null);
  }

  Response badRequest(InvalidRequestException e) {
    return error(400, e.message(), e.parameter());
  }

  Response error(Action.Fail fail) {
    Response response = error(fail.status(), "Simulated error with status " + fail.status());
    return fail.retryAfterSeconds().isPresent()
        ? response.with("retry-after", Integer.toString(fail.retryAfterSeconds().getAsInt()))
        : response;
  }

  String errorEvent() {
    return protocol.errorEvent(protocolError(529, "Simulated error", null));
  }

  private Response error(int status, String message, @Nullable String parameter) {
    return identified(
        Response.json(status, protocol.error(protocolError(status, message, parameter))));
  }

  private ProtocolError protocolError(int status, String message, @Nullable String parameter) {
    return new ProtocolError(status, message, parameter, requestId());
  }

  private Response identified(Response response) {
    return response.with(protocol.requestIdHeader(), requestId());
  }

  private String requestId() {
    return "req_" + callId;
  }
}
