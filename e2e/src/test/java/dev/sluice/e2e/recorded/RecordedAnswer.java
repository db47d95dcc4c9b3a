package dev.sluice.e2e.recorded;

import java.net.http.HttpHeaders;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An answer of the API; its body as {@link ResponseBody} reads it. */
record RecordedAnswer(int status, HttpHeaders headers, JsonNode body) {

  /** Headers of the connection, of the moment, and of the length of an error's text. */
  private static final Set<String> UNSEEN =
      Set.of("date", "connection", "keep-alive", "content-length", "transfer-encoding");

  /** Headers that nearly every answer has: recorded where one is missing or another. */
  private static final Map<String, String> USUAL =
      Map.of(
          "content-security-policy", "default-src 'none'; frame-ancestors 'none'",
          "referrer-policy", "no-referrer",
          "x-content-type-options", "nosniff",
          "x-frame-options", "DENY",
          "x-request-id", "<id>");

  private static final String LIMIT = "x-ratelimit-limit-requests";
  private static final String COUNTERS = "retry-after|x-ratelimit-(remaining|reset)-.*";
  private static final String NUMBER = "[0-9]+(\\.[0-9]+)?";

  /** The member at a pointer, or a header's value. */
  String value(String place) {
    return place.startsWith("/")
        ? body.at(place).asString()
        : headers.firstValue(place).orElseThrow();
  }

  /** What is recorded of it. A poll's limit follows from others of its key and is left out. */
  ObjectNode normalized(Normalizer normalizer, boolean isPoll, boolean isHeadOnly) {
    ObjectNode seen = JsonNodeFactory.instance.objectNode();
    if (!isHeadOnly && !body.isMissingNode()) {
      seen.set("body", normalizer.normalize(body));
    }
    Map<String, String> shown = new TreeMap<>();
    headers
        .map()
        .forEach(
            (name, values) -> shown.put(name, header(name, String.join(", ", values), normalizer)));
    shown.keySet().removeAll(UNSEEN);
    if (isPoll) {
      shown.replace(LIMIT, "<number>");
    }
    joinLimits(shown);
    ObjectNode unusual = seen.putObject("headers");
    USUAL.keySet().stream().filter(name -> !shown.containsKey(name)).forEach(unusual::putNull);
    shown.forEach((name, value) -> {
      if (!value.equals(USUAL.get(name))) {
        unusual.put(name, value);
      }
    });
    return seen.put("status", status);
  }

  private static String header(String name, String value, Normalizer normalizer) {
    if (name.matches(COUNTERS) && value.matches(NUMBER)) {
      return "<number>";
    }
    String text = normalizer.text(value);
    return switch (name) {
      case "etag" -> text.replaceAll("\"[^\"{}]+\"", "<etag>");
      // In no particular order.
      case "allow" -> Stream.of(text.split(", ?", -1)).sorted().collect(Collectors.joining(", "));
      default -> text;
    };
  }

  /** Six headers, of which two have values that are compared, become one. */
  private static void joinLimits(Map<String, String> shown) {
    String requests = shown.get(LIMIT);
    String tokens = shown.get("x-ratelimit-limit-tokens");
    long counters =
        shown.entrySet().stream()
            .filter(it -> it.getKey().startsWith("x-ratelimit-re"))
            .filter(it -> it.getValue().equals("<number>"))
            .count();
    if (requests != null && tokens != null && counters == 4) {
      shown.keySet().removeIf(name -> name.startsWith("x-ratelimit-"));
      shown.put("x-ratelimit-*", requests + " " + tokens);
    }
  }
}
