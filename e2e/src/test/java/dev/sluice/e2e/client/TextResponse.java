package dev.sluice.e2e.client;

import java.net.http.HttpHeaders;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A response of any status and content type. */
public record TextResponse(int status, HttpHeaders headers, String body) {

  /** The header's first value; empty if it is absent. */
  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  public JsonNode json() {
    return JsonMapper.shared().readTree(body);
  }

  /** The body as NDJSON. */
  public List<JsonNode> jsonLines() {
    return body.lines().map(JsonMapper.shared()::readTree).toList();
  }
}
