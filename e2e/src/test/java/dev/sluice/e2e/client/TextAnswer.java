package dev.sluice.e2e.client;

import java.net.http.HttpHeaders;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer of the API as it came over the wire, whatever its status and type. */
public record TextAnswer(int status, HttpHeaders headers, String body) {

  /** The header's first value; empty where there is none. */
  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  public JsonNode json() {
    return JsonMapper.shared().readTree(body);
  }

  /** The documents of a body with one JSON document a line. */
  public List<JsonNode> jsonLines() {
    return body.lines().map(JsonMapper.shared()::readTree).toList();
  }
}
