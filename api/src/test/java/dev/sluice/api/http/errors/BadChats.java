package dev.sluice.api.http.errors;

import static dev.sluice.api.raw.RawRequest.get;
import static dev.sluice.api.raw.RawRequest.post;

import dev.sluice.api.raw.RawRequest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls of chat, of the listing and of batches that break their contracts. */
final class BadChats {

  private static final String GOOD =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"LEAKED-PROMPT\"}]}";

  private BadChats() {}

  static Stream<BadRequest> rows() {
    return Stream.concat(
        Stream.of("/v1/chat", "/v1/chat/stream", "/v2/chat").flatMap(BadChats::chat),
        Stream.of(version2(), listing(), batch()).flatMap(rows -> rows));
  }

  private static Stream<BadRequest> chat(String path) {
    String mapping = "POST " + path;
    return Stream.of(
        row(mapping, post(path, ""), 400, "malformed_json", null),
        row(mapping, post(path, GOOD + "x"), 400, "malformed_json", null),
        row(mapping, post(path, "[]"), 400, "validation_error", null),
        row(mapping, post(path, "{}"), 400, "validation_error", "messages"),
        row(mapping, post(path, "{\"messages\":[]}"), 400, "validation_error", "messages"),
        row(mapping, post(path, "{\"messages\":[7]}"), 400, "validation_error", "messages[0]"),
        row(
            mapping,
            post(path, GOOD.replace("}]}", "}],\"temperature\":1e400}")),
            400,
            "validation_error",
            "temperature"),
        row(
            mapping,
            post(path, GOOD.replace("}]}", "}],\"max_tokens\":0}")),
            400,
            "validation_error",
            "max_tokens"),
        row(
            mapping,
            post(path, GOOD.replace("}]}", "}],\"user_id\":7}")),
            400,
            "validation_error",
            "user_id"),
        row(
            mapping,
            post(path, GOOD).but("Content-Type: text/plain"),
            415,
            "unsupported_media_type",
            null),
        row(
            mapping,
            post(path, GOOD).with("Content-Encoding: gzip"),
            415,
            "unsupported_media_type",
            null),
        row(mapping, post(path, "").with("Content-Length: 5000000"), 413, "body_too_large", null),
        row(mapping, post(path, GOOD).without("X-API-Key"), 401, "missing_credentials", null));
  }

  private static Stream<BadRequest> version2() {
    return Stream.of(
        with("tool_choice", "\"tools\":[],\"tool_choice\":\"auto\""),
        row(
            "POST /v2/chat",
            post("/v2/chat", GOOD.replace("}]}", "}],\"metadata\":{\"\\ud800\":\"LEAKED\"}}")),
            400,
            "malformed_json",
            null),
        with(
            "response_format.json_schema.schema",
            "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                + "{\"name\":\"n\",\"schema\":{\"maximum\":1e400}}}"));
  }

  private static BadRequest with(String param, String members) {
    RawRequest request = post("/v2/chat", GOOD.replace("}]}", "}]," + members + "}"));
    return row("POST /v2/chat", request, 400, "validation_error", param);
  }

  private static Stream<BadRequest> listing() {
    return Stream.of(
            "limit=0",
            "limit=101",
            "limit=x",
            "limit=",
            "limit=1&limit=2",
            "status=done",
            "status=PENDING",
            "model=-x",
            "created_after=yesterday",
            "created_before=2026-13-01T00:00:00Z")
        .map(query ->
            row(
                "GET /v1/jobs",
                get("/v1/jobs?" + query),
                400,
                "validation_error",
                query.replaceAll("=.*", "")));
  }

  private static Stream<BadRequest> batch() {
    RawRequest lines =
        post("/v1/jobs/batch", "{\"prompt\":\"a\"}\n").but("Content-Type: application/x-ndjson");
    String mapping = "POST /v1/jobs/batch";
    return Stream.of(
        row(
            mapping,
            lines.but("Content-Type: application/json"),
            415,
            "unsupported_media_type",
            null),
        row(mapping, lines.body(new byte[] {'\n'}), 400, "empty_batch", null),
        row(
            mapping,
            lines.with("Idempotency-Key: a b"),
            400,
            "invalid_idempotency_key",
            "Idempotency-Key"),
        row(
            mapping,
            lines.body(new byte[0]).with("Content-Length: 70000000"),
            413,
            "body_too_large",
            null),
        row("GET /v1/jobs", get("/v1/jobs?cursor=LEAKED"), 400, "invalid_cursor", "cursor"));
  }

  private static BadRequest row(
      String mapping, RawRequest request, int status, String code, @Nullable String param) {
    return new BadRequest(code + " " + param, mapping, request, status, code, param);
  }
}
