package dev.sluice.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes up job requests, as text: every field, at its bounds and now and then beyond them, with
 * whatever strings, numbers and nesting a JSON document may have. Most are valid.
 */
final class RandomRequests {

  private static final List<String> FINE_TEXTS =
      List.of(
          "a",
          "\\u0061",
          " a ",
          "\\\"\\\\\\/\\b\\f\\n\\r\\t",
          "\u00e9\u20ac\ud83d\ude00",
          "\\ud83d\\ude00",
          "\\u2028\\ufeff\\ufffe\\uffff",
          "e\\u0301",
          "\u202eabc",
          "null",
          "NaN",
          "{\\\"a\\\":[1]}");
  private static final List<String> ODD_TEXTS =
      List.of("", " ", "\\u0000", "\\ud800", "\\udc00\\ud800", "a\\udfff");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "-0.0",
          "1.0",
          "1.50",
          "1E2",
          "1e-400",
          "4.9e-324",
          "1.7976931348623157e308",
          "0.1234567890123456789012345678901234567890",
          "2147483648",
          "-9223372036854775808",
          "9223372036854775808",
          "9".repeat(64),
          "-" + "9".repeat(64));
  private static final List<String> ODD_NUMBERS =
      List.of("1e400", "-1e309", "1e99999999999", "9".repeat(65));

  private final RandomGenerator random;

  RandomRequests(RandomGenerator random) {
    this.random = random;
  }

  String next() {
    Members members = new Members();
    if (oneIn(2)) {
      members.put("prompt", text());
    } else {
      members.put("messages", array(1, 4, this::message));
    }
    members.maybe("model", () -> oneOf("\"gpt-4o\"", quoted("m".repeat(128)), "null"));
    members.maybe("temperature", () -> oneOf("0", "2", "-0.0", "0.7", "1e-400", "2.1", "null"));
    members.maybe("top_p", () -> oneOf("0", "1.0", "-0.0", "0.25", "null"));
    members.maybe("seed", () -> oneOf("0", "-0", "-9223372036854775808", "9223372036854775807"));
    members.maybe("max_tokens", () -> oneOf("1", "128000", "null"));
    members.maybe("stop", () -> array(0, 4, this::text));
    members.maybe("tools", () -> array(0, 3, this::tool));
    if (members.has("tools") || oneIn(40)) {
      members.maybe(
          "tool_choice",
          () -> oneOf("\"auto\"", "\"none\"", "\"required\"", "null", functionNamed()));
    }
    members.maybe("response_format", this::responseFormat);
    members.maybe("max_completion_tokens", () -> oneOf("1", "128000", "null"));
    members.maybe("reasoning_effort", () -> oneOf("\"low\"", "\"minimal\"", "null"));
    members.maybe("parallel_tool_calls", () -> oneOf("true", "false", "null"));
    members.maybe("n", () -> oneOf("1", "null"));
    members.maybe("user", this::text);
    members.maybe("user_id", this::text);
    members.maybe("stream", () -> oneOf("true", "null"));
    webhook(members);
    members.maybe("priority", () -> oneOf("\"high\"", "\"normal\"", "\"low\"", "null"));
    members.maybe("run_at", this::runAt);
    members.maybe("timeout_seconds", () -> oneOf("1", "3600", "null"));
    members.maybe("expires_in_seconds", () -> oneOf("1", "2678400", "null"));
    members.maybe("max_attempts", () -> oneOf("1", "10", "null"));
    members.maybe("metadata", this::metadata);
    members.maybe("nobody_knows", () -> value(3));
    return members.toString();
  }

  private void webhook(Members members) {
    members.maybe(
        "webhook_url",
        () ->
            oneOf(
                "\"https://example.com/h?a=b%20c\"",
                "\"https://EXAMPLE.com:8443\"", quoted("https://example.com/" + "u".repeat(2028))));
    if (members.has("webhook_url")) {
      members.maybe("webhook_secret", () -> oneOf(text(), "\"whsec_AAAA\"", "null"));
      members.maybe(
          "webhook_events",
          () ->
              oneOf(
                  "[\"job.failed\"]",
                  "[\"job.failed\",\"job.failed\"]",
                  "[\"job.completed\",\"job.cancelled\",\"job.retrying\"]",
                  "null"));
    }
  }

  private String runAt() {
    return oneOf(
        "\"2026-12-22T10:00:00Z\"",
        "\"2026-12-22T10:00:00.000000001Z\"",
        "\"2026-12-23T04:00:00+18:00\"",
        "\"2000-01-01T00:00:00Z\"",
        "\"2026-11-22T10:00:00.123456789-00:30\"",
        "\"2026-11-22T10:00Z\"",
        "null");
  }

  private String message() {
    Members message = new Members();
    String role = oneOf("user", "user", "user", "developer", "assistant", "tool");
    message.put("role", quoted(role));
    message.put("content", oneIn(4) ? array(1, 3, this::part) : text());
    message.maybe("name", () -> value(2));
    if (role.equals("assistant")) {
      message.maybe("tool_calls", () -> array(0, 2, this::toolCall));
    }
    if (role.equals("tool")) {
      message.put("tool_call_id", text());
    }
    return message.toString();
  }

  private String part() {
    return oneOf(
        "{\"type\":\"text\",\"text\":" + text() + "}",
        "{\"image_url\":{\"url\":\"data:\",\"detail\":null},\"type\":\"image_url\"}",
        "{\"type\":\"file\",\"file\":" + object(1) + "}");
  }

  private String toolCall() {
    return "{\"id\":%s,\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":%s}}"
        .formatted(text(), text());
  }

  private String tool() {
    Members function = new Members();
    function.put("name", "\"f_-9\"");
    function.maybe("description", this::text);
    function.maybe("parameters", () -> oneOf(object(4), "null"));
    function.maybe("strict", () -> oneOf("true", "false", "null"));
    return "{\"type\":\"function\",\"function\":" + function + "}";
  }

  private static String functionNamed() {
    return "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}";
  }

  private String responseFormat() {
    Members schema = new Members();
    schema.put("name", "\"n\"");
    schema.put("schema", object(4));
    schema.maybe("description", this::text);
    schema.maybe("strict", () -> oneOf("true", "false", "null"));
    return oneOf(
        "null",
        "{\"type\":\"text\"}",
        "{\"type\":\"json_object\"}",
        "{\"type\":\"json_schema\",\"json_schema\":" + schema + "}");
  }

  private String metadata() {
    Members pairs = new Members();
    for (int i = random.nextInt(4); i > 0; i--) {
      pairs.put(key() + i, text());
    }
    return pairs.toString();
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> text();
      case 1 -> oneIn(60) ? oneOf(ODD_NUMBERS) : oneOf(NUMBERS);
      case 2 -> oneOf("true", "false", "null");
      case 3 -> oneOf("{}", "[]", "[[]]", "[{}]");
      case 4 -> array(0, 3, () -> value(depth - 1));
      default -> object(depth);
    };
  }

  private String object(int depth) {
    Members members = new Members();
    for (int i = random.nextInt(4); i > 0; i--) {
      members.put(key() + i, value(depth - 1));
    }
    if (oneIn(100)) {
      int levels = 50 + random.nextInt(16);
      members.put("deep", "[".repeat(levels) + "]".repeat(levels));
    }
    return members.toString();
  }

  private String key() {
    if (oneIn(200)) {
      return oneOf("k", "\u00e9", "\u20ac", "\ud83d\ude00", "\\u0001").repeat(25_000);
    }
    return oneIn(60) ? oneOf(ODD_TEXTS) : oneOf(FINE_TEXTS);
  }

  private String text() {
    return quoted(oneIn(60) ? oneOf(ODD_TEXTS) : oneOf(FINE_TEXTS));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private String array(int min, int max, Supplier<String> item) {
    return IntStream.range(0, random.nextInt(min, max + 1))
        .mapToObj(_ -> item.get())
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String oneOf(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String oneOf(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private boolean oneIn(int number) {
    return random.nextInt(number) == 0;
  }

  /** An object's members in any order. */
  private final class Members {

    private final List<String> names = new ArrayList<>();
    private final List<String> members = new ArrayList<>();

    void put(String name, String value) {
      names.add(name);
      members.add(quoted(name) + ":" + value);
    }

    void maybe(String name, Supplier<String> value) {
      if (oneIn(3)) {
        put(name, value.get());
      }
    }

    boolean has(String name) {
      return names.contains(name);
    }

    @Override
    public String toString() {
      Collections.shuffle(members, java.util.Random.from(random));
      return members.stream().collect(Collectors.joining(",", "{", "}"));
    }
  }
}
