package dev.sluice.simulator.wire;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON for the wire. */
final class JsonText {

  private JsonText() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** With quotation marks and escapes. */
  static String quoted(String text) {
    return JsonNodeFactory.instance.stringNode(text).toString();
  }
}
