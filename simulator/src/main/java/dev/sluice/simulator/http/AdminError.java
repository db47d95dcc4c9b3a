package dev.sluice.simulator.http;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Error responses of the administrative paths. */
public final class AdminError {

  private AdminError() {}

  public static Response response(int status, String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("error").put("message", message);
    return Response.json(status, body.toString());
  }
}
