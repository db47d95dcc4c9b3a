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

/** A response with the body as parsed by {@link ResponseBody}. */
record RecordedResponse(int status, HttpHeaders headers, JsonNode body) {

  /** Headers that depend on the connection, the time or the length of an error message. */
  private static final Set<String> IGNORED_HEADERS =
      Set.of("date", "connection", "keep-alive", "content-length", "transfer-encoding");

  /** Headers of nearly every response. Only deviations from these are recorded. */
  private static final Map<String, String> DEFAULT_HEADERS =
      Map.of(
          "content-security-policy", "default-src 'none'; frame-ancestors 'none'",
          "referrer-policy", "no-referrer",
          "x-content-type-options", "nosniff",
          "x-frame-options", "DENY",
          "x-request-id", "<id>");

  private static final String LIMIT = "x-ratelimit-limit-requests";
  private static final String COUNTERS = "retry-after|x-ratelimit-(remaining|reset)-.*";
  private static final String NUMBER = "[0-9]+(\\.[0-9]+)?";

  /** The value of a JSON pointer or a header. */
  String value(String source) {
    return source.startsWith("/")
        ? body.at(source).asString()
        : headers.firstValue(source).orElseThrow();
  }

  /** The recorded form. The limit of polls depends on other limits of the key and is omitted. */
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
    shown.keySet().removeAll(IGNORED_HEADERS);
    if (isPoll) {
      shown.replace(LIMIT, "<number>");
    }
    joinLimits(shown);
    ObjectNode deviations = seen.putObject("headers");
    DEFAULT_HEADERS.keySet().stream()
        .filter(name -> !shown.containsKey(name))
        .forEach(deviations::putNull);
    shown.forEach((name, value) -> {
      if (!value.equals(DEFAULT_HEADERS.get(name))) {
        deviations.put(name, value);
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
      // The order is not significant.
      case "allow" -> Stream.of(text.split(", ?", -1)).sorted().collect(Collectors.joining(", "));
      default -> text;
    };
  }

  /** Merges the six rate limit headers, two of which have comparable values, into one. */
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
