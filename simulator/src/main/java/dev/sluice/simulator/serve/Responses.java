package dev.sluice.simulator.serve;

import dev.sluice.simulator.http.Response;
import dev.sluice.simulator.prompt.Unacceptable;
import dev.sluice.simulator.script.Action;
import dev.sluice.simulator.wire.Fault;
import dev.sluice.simulator.wire.Protocol;
import org.jspecify.annotations.Nullable;

/** Responses of one call, in the form of its protocol and with its request id. */
record Responses(Protocol protocol, String identity) {

  Response whole(String body) {
    return identified(Response.json(200, body));
  }

  Response stream() {
    return identified(Response.stream("text/event-stream; charset=utf-8"));
  }

  Response error(int status, String message) {
    return error(status, message, null);
  }

  Response badRequest(Unacceptable reason) {
    return error(400, reason.explanation(), reason.parameter());
  }

  Response error(Action.Fail fail) {
    Response response = error(fail.status(), "The simulator was told to answer " + fail.status());
    return fail.retryAfterSeconds().isPresent()
        ? response.with("retry-after", Integer.toString(fail.retryAfterSeconds().getAsInt()))
        : response;
  }

  String errorFrame() {
    return protocol.errorFrame(fault(529, "The simulator was told to break off", null));
  }

  private Response error(int status, String message, @Nullable String parameter) {
    return identified(Response.json(status, protocol.error(fault(status, message, parameter))));
  }

  private Fault fault(int status, String message, @Nullable String parameter) {
    return new Fault(status, message, parameter, requestId());
  }

  private Response identified(Response response) {
    return response.with(protocol.requestIdHeader(), requestId());
  }

  private String requestId() {
    return "req_" + identity;
  }
}
