package dev.sluice.simulator.wire;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

final class JsonText {

  private JsonText() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The text as a JSON string, quoted and escaped. */
  static String quoted(String text) {
    return JsonNodeFactory.instance.stringNode(text).toString();
  }
}
