package dev.sluice.api.http.errors;

import static dev.sluice.api.raw.RawRequest.post;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Documents with a field of the wrong type or out of its bounds: {@code 400}, and its path. */
final class BadFields {

  private BadFields() {}

  static Stream<BadRequest> rows() {
    return Stream.of(
            Stream.of(
                prompted("model", "7"),
                prompted("model", "\"\""),
                prompted("model", "\"-x\""),
                prompted("model", "\"a b\""),
                prompted("model", "\"a\\u0000\""),
                prompted("model", "{}"),
                prompted("model", "\"" + "m".repeat(129) + "\""),
                prompted("temperature", "\"hot\""),
                prompted("temperature", "-0.1"),
                prompted("temperature", "2.0000001"),
                prompted("temperature", "1e400"),
                prompted("temperature", "-1e400"),
                prompted("temperature", "1e9999999999"),
                prompted("temperature", "true"),
                prompted("temperature", "[]"),
                prompted("max_tokens", "0"),
                prompted("max_tokens", "-0"),
                prompted("max_tokens", "-1"),
                prompted("max_tokens", "1.5"),
                prompted("max_tokens", "1e400"),
                prompted("max_tokens", "128001"),
                prompted("max_tokens", "2147483648"),
                prompted("max_tokens", "4294967297"),
                prompted("max_tokens", "9223372036854775807"),
                prompted("max_tokens", "9223372036854775808"),
                prompted("max_tokens", "18446744073709551617"),
                prompted("max_tokens", "9".repeat(64)),
                prompted("max_tokens", "\"1\""),
                prompted("stop", "7"),
                prompted("stop", "[\"a\",\"b\",\"c\",\"d\",\"e\"]"),
                prompted("stop[0]", "stop", "[\"\"]"),
                prompted("stop[1]", "stop", "[\"a\",1]"),
                prompted("stop[0]", "stop", "[\"" + "s".repeat(101) + "\"]"),
                prompted("tools", "{}"),
                prompted("tools[0]", "tools", "[null]"),
                prompted("tools[0].type", "tools", "[{}]"),
                prompted("tools[0].function", "tools", "[{\"type\":\"function\"}]"),
                prompted(
                    "tools[0].function.name",
                    "tools",
                    "[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]"),
                prompted(
                    "tools[0].function.parameters",
                    "tools",
                    function("{\"a\":[\"LEAKED-PROMPT\\udc00\"]}")),
                prompted("tools[0].function.parameters", "tools", function("{\"maximum\":1e400}")),
                prompted(
                    "tools[0].function.parameters", "tools", function("{\"minimum\":[-1e309]}")),
                prompted("tool_choice", "\"auto\""),
                body("tool_choice", "{\"prompt\":\"a\",\"tools\":[],\"tool_choice\":\"auto\"}"),
                body("tool_choice", "{\"prompt\":\"a\",\"tools\":[],\"tool_choice\":\"none\"}"),
                prompted("response_format", "\"json\""),
                prompted("response_format.type", "response_format", "{\"type\":\"xml\"}"),
                prompted(
                    "response_format.json_schema",
                    "response_format",
                    "{\"type\":\"json_schema\"}")),
            Stream.of(
                prompted("webhook_url", "\"LEAKED-PROMPT\""),
                prompted("webhook_url", "\"ftp://example.com\""),
                prompted("webhook_url", "\"https://user:LEAKED-PROMPT@example.com\""),
                prompted("webhook_url", "\"https://example.com/#LEAKED-PROMPT\""),
                prompted("webhook_url", "\"https://example.com/" + "u".repeat(2048) + "\""),
                prompted("webhook_secret", "\"LEAKED-PROMPT\""),
                prompted("webhook_events", "[\"job.failed\"]"),
                prompted("priority", "\"urgent\""),
                prompted("priority", "\"HIGH\""),
                prompted("priority", "1"),
                prompted("run_at", "\"tomorrow\""),
                prompted("run_at", "\"2026-02-30T00:00:00Z\""),
                prompted("run_at", "\"2999-01-01T00:00:00Z\""),
                prompted("run_at", "\"+999999999-12-31T23:59:59Z\""),
                prompted("run_at", "\"+10000-01-01T00:00:00Z\""),
                prompted("run_at", "\"1999-12-31T23:59:59Z\""),
                prompted("run_at", "1700000000"),
                prompted("timeout_seconds", "0"),
                prompted("timeout_seconds", "3601"),
                prompted("timeout_seconds", "1.0"),
                prompted("expires_in_seconds", "0"),
                prompted("expires_in_seconds", "2678401"),
                prompted("max_attempts", "0"),
                prompted("max_attempts", "11"),
                prompted("metadata", "[]"),
                prompted("metadata", "{\"\":\"LEAKED-PROMPT\"}"),
                prompted("metadata", "{\"" + "k".repeat(65) + "\":\"\"}"),
                prompted("metadata.a", "metadata", "{\"a\":1}"),
                prompted("metadata.a", "metadata", "{\"a\":\"" + "v".repeat(513) + "\"}"),
                prompted("metadata.a", "metadata", "{\"a\":\"LEAKED-PROMPT\\u0000\"}")),
            Stream.of(
                body("prompt", "{}"),
                body("prompt", "{\"prompt\":null}"),
                body("prompt", "{\"Prompt\":\"LEAKED-PROMPT\"}"),
                body("prompt", "{\"prompt\":7}"),
                body("prompt", "{\"prompt\":\"\"}"),
                body("prompt", "{\"prompt\":\" \\t\\n\"}"),
                body("prompt", "{\"prompt\":\"LEAKED-PROMPT\\ud800\"}"),
                body("prompt", "{\"prompt\":\"\\udc00\\ud800\"}"),
                body("prompt", "{\"prompt\":\"" + "p".repeat(1_000_001) + "\"}"),
                body("messages", "{\"prompt\":\"LEAKED-PROMPT\",\"messages\":[]}"),
                body("messages", "{\"messages\":[]}"),
                body("messages", "{\"messages\":\"LEAKED-PROMPT\"}"),
                body("messages[0]", "{\"messages\":[[]]}"),
                body("messages[0].role", "{\"messages\":[{\"content\":\"LEAKED-PROMPT\"}]}"),
                body("messages[0].role", "{\"messages\":[{\"role\":\"root\",\"content\":\"a\"}]}"),
                body(
                    "messages[0].content",
                    "{\"messages\":[{\"role\":\"user\",\"content\":\" \"}]}"),
                body("messages[0].content", "{\"messages\":[{\"role\":\"user\",\"content\":[]}]}"),
                body(
                    "messages[0].content",
                    "{\"messages\":[{\"role\":\"user\",\"content\":\""
                        + "c".repeat(100_001)
                        + "\"}]}"),
                body(
                    "messages",
                    "{\"messages\":[{\"role\":\"system\",\"content\":\"LEAKED-PROMPT\"}]}"),
                body(
                    "messages",
                    "{\"messages\":["
                        + "{\"role\":\"user\",\"content\":\"a\"},".repeat(100)
                        + "{\"role\":\"user\",\"content\":\"a\"}]}")))
        .flatMap(rows -> rows);
  }

  private static String function(String parameters) {
    return "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
        + parameters
        + "}}]";
  }

  private static BadRequest prompted(String field, String value) {
    return prompted(field, field, value);
  }

  private static BadRequest prompted(String param, String field, String value) {
    return body(param, "{\"prompt\":\"LEAKED-PROMPT\",\"%s\":%s}".formatted(field, value));
  }

  static BadRequest body(@Nullable String param, String body) {
    return new BadRequest(
        body.length() > 80 ? body.substring(0, 80) : body,
        "POST /v1/jobs",
        post("/v1/jobs", body),
        400,
        "validation_error",
        param);
  }
}
