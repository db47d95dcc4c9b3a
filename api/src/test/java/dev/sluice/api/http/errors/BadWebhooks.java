package dev.sluice.api.http.errors;

import static dev.sluice.api.raw.RawRequest.get;
import static dev.sluice.api.raw.RawRequest.post;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.api.raw.RawRequest;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is wrong with a call that is about webhook endpoints. */
final class BadWebhooks {

  private static final String PATH = "/v1/webhooks";
  private static final String UNKNOWN = PATH + "/01890a5d-ac96-774b-bcce-b302099a8057";

  private BadWebhooks() {}

  static Stream<BadRequest> rows() {
    return Stream.of(urls(), settings(), secrets(), headers(), changes(), rotations(), calls())
        .flatMap(rows -> rows);
  }

  private static Stream<BadRequest> urls() {
    return Stream.concat(
        Stream.of("{}", "{\"url\":null}", "{\"URL\":\"https://example.com/\"}")
            .map(body -> made("url", body)),
        Stream.of(
                "7",
                "[]",
                "\"\"",
                "\"LEAKED-PROMPT\"",
                "\"/relative\"",
                "\"//example.com/\"",
                "\"ftp://example.com/\"",
                "\"file:///etc/passwd\"",
                "\"javascript:alert(1)\"",
                "\"https:///path\"",
                "\"https://\"",
                "\"https:example.com\"",
                "\"https://exa mple.com/\"",
                "\"https://example.com:0/\"",
                "\"https://example.com:65536/\"",
                "\"https://user:LEAKED-PROMPT@example.com/\"",
                "\"https://LEAKED-PROMPT@example.com/\"",
                "\"https://example.com/#LEAKED-PROMPT\"",
                "\"http://example.com/\"",
                "\"https://example.com:25/\"",
                "\"https://127.0.0.1/\"",
                "\"https://2130706433/\"",
                "\"https://0x7f.1/\"",
                "\"https://[::ffff:127.0.0.1]/\"",
                "\"https://[fe80::1%25lo]/\"",
                "\"https://169.254.169.254/latest/meta-data\"",
                "\"https://localhost/\"",
                "\"https://example.com/\\u0000\"",
                "\"https://example.com/\\r\\nX-Injected: 1\"",
                "\"https://example.com/" + "u".repeat(2048) + "\"")
            .map(url -> made("url", "{\"url\":" + url + "}")));
  }

  private static Stream<BadRequest> settings() {
    return Stream.of(
        with("events", "\"job.failed\""),
        with("events", "[]"),
        with("events", "[\"LEAKED-PROMPT\"]"),
        with("events", "[\"JOB.FAILED\"]"),
        with("events", "[\"\"]"),
        with("events", "\"\""),
        with("events", "{}"),
        with("events", "[\"webhook.test\"]"),
        with("events", "[\"job.failed\",\"job.failed\"]"),
        with("events", "[\"a\",\"b\",\"c\",\"d\",\"e\"]"),
        made("events[0]", "{\"url\":\"https://example.com/\",\"events\":[7]}"),
        made("events[0]", "{\"url\":\"https://example.com/\",\"events\":[null]}"),
        made("events", "{\"url\":\"https://example.com/\",\"events\":[\" job.failed\"]}"),
        with("description", "7"),
        with("description", "\"" + "d".repeat(513) + "\""),
        with("description", "\"LEAKED-PROMPT\\u0000\""),
        with("description", "\"\\ud800\""),
        with("enabled", "\"true\""),
        with("enabled", "1"),
        with("enabled", "\"\""),
        with("asymmetric_signature", "\"yes\""),
        with("asymmetric_signature", "0"),
        with("rate_limit_per_second", "0"),
        with("rate_limit_per_second", "-1"),
        with("rate_limit_per_second", "10001"),
        with("rate_limit_per_second", "1.5"),
        with("rate_limit_per_second", "4294967297"),
        with("rate_limit_per_second", "\"5\""));
  }

  private static Stream<BadRequest> secrets() {
    return Stream.of(
            "7",
            "{}",
            "\"LEAKED-PROMPT\"",
            "\"\"",
            "\"" + "s".repeat(257) + "\"",
            "\"LEAKED-PROMPT with spaces\"",
            "\"LEAKED-PROMPT-\\u0000-secret\"",
            "\"LEAKED-PROMPT-\u00e9-secret\"",
            "\"whsec_LEAKED-PROMPT-no-base64-at-all\"",
            "\"whsec_" + base64(23) + "\"",
            "\"whsec_" + base64(65) + "\"",
            "\"whsec_" + base64(32).replace("=", "") + "\"",
            // The last bits mean nothing, and are not all zero.
            "\"whsec_" + base64(32).replace("A=", "B=") + "\"")
        .flatMap(secret ->
            Stream.of(with("secret", secret), rotated("secret", "{\"secret\":" + secret + "}")));
  }

  private static String base64(int length) {
    return Base64.getEncoder().encodeToString(new byte[length]);
  }

  private static Stream<BadRequest> headers() {
    Stream<String> reserved =
        Stream.of(
            "Host",
            "content-length",
            "Content-Type",
            "Content-Encoding",
            "Transfer-Encoding",
            "Connection",
            "Keep-Alive",
            "TE",
            "Trailer",
            "Upgrade",
            "HTTP2-Settings",
            "Expect",
            "Accept-Encoding",
            "User-Agent",
            "Cookie",
            "Proxy-Authorization",
            "proxy-connection",
            "webhook-id",
            "Webhook-Signature",
            "webhook-anything",
            "X-Webhook-Event",
            "x-webhook-signature",
            "Content_Length",
            "transfer_encoding",
            "WEBHOOK_Id",
            "Forwarded",
            "X-Forwarded-For",
            "x_forwarded_proto",
            "X-Real-IP",
            "Via");
    return Stream.of(
            reserved.map(name -> header("headers." + name, name, "\"LEAKED-PROMPT\"")),
            Stream.of(
                    "",
                    " ",
                    "LEAKED-PROMPT X",
                    "X:Y",
                    "X\\r\\nY",
                    "X\\u0000",
                    "X\\u00e9",
                    "(X)",
                    "\\\"",
                    "n".repeat(65))
                .map(name -> header("headers", name, "\"LEAKED-PROMPT\"")),
            Stream.of(
                    "7",
                    "null",
                    "[]",
                    "true",
                    "\"a\\r\\nX-Injected: 1\"",
                    "\" a\"",
                    "\"a \"",
                    "\"a\\nb\"",
                    "\"a\\rb\"",
                    "\"a\\u0000b\"",
                    "\"a\\tb\"",
                    "\"a\\u007fb\"",
                    "\"LEAKED-PROMPT \u00e9\"",
                    "\"" + "v".repeat(1025) + "\"")
                .map(value -> header("headers.X-Own", "X-Own", value)),
            Stream.of(
                with("headers", "[]"),
                with("headers", "\"X-Own: 1\""),
                with("headers", "{\"X-Own\":\"1\",\"x-oWN\":\"2\"}"),
                with("headers", elevenHeaders())))
        .flatMap(rows -> rows);
  }

  private static String elevenHeaders() {
    return IntStream.range(0, 11)
        .mapToObj(i -> "\"X-" + i + "\":\"LEAKED-PROMPT\"")
        .collect(java.util.stream.Collectors.joining(",", "{", "}"));
  }

  private static Stream<BadRequest> changes() {
    return Stream.of(
        changed(null, "[]"),
        changed("url", "{\"url\":null}"),
        changed("url", "{\"url\":\"ftp://example.com/\"}"),
        changed("events", "{\"events\":null}"),
        changed("events", "{\"events\":[]}"),
        changed("enabled", "{\"enabled\":null}"),
        changed("enabled", "{\"enabled\":\"LEAKED-PROMPT\"}"),
        changed("asymmetric_signature", "{\"asymmetric_signature\":null}"),
        changed("description", "{\"description\":{}}"),
        changed("headers.Host", "{\"headers\":{\"Host\":\"a\"}}"),
        changed("headers.X-Own", "{\"headers\":{\"X-Own\":null}}"),
        changed("rate_limit_per_second", "{\"rate_limit_per_second\":0}"),
        changed("secret", "{\"secret\":\"LEAKED-PROMPT-0123456789\"}"),
        changed("secret", "{\"secret\":null}"));
  }

  private static Stream<BadRequest> rotations() {
    return Stream.of(
        rotated(null, "7"),
        rotated("grace_seconds", "{\"grace_seconds\":-1}"),
        rotated("grace_seconds", "{\"grace_seconds\":604801}"),
        rotated("grace_seconds", "{\"grace_seconds\":\"60\"}"),
        rotated("grace_seconds", "{\"grace_seconds\":0.5}"));
  }

  private static Stream<BadRequest> calls() {
    Stream<BadRequest> ids =
        Stream.of("x", "0", "-1", "%20", "'%20OR%201=1--", "a".repeat(2000), "LEAKED-PROMPT")
            .flatMap(id -> unknown(PATH + "/" + id));
    Stream<BadRequest> pages =
        Stream.of("limit=0", "limit=101", "limit=-1", "limit=1.5", "limit=", "limit=1&limit=2")
            .map(query -> listed(query, "validation_error", "limit"));
    Stream<BadRequest> cursors =
        Stream.of("cursor=", "cursor=LEAKED-PROMPT", "cursor=" + "A".repeat(80))
            .map(query -> listed(query, "invalid_cursor", "cursor"));
    Stream<BadRequest> bodies =
        Stream.of(
            new BadRequest(
                "no JSON", "POST " + PATH, post(PATH, "{\"url\":"), 400, "malformed_json", null),
            new BadRequest("nothing", "POST " + PATH, post(PATH, ""), 400, "malformed_json", null),
            new BadRequest(
                "no JSON",
                "PATCH /v1/webhooks/{id}",
                patch("LEAKED-PROMPT"),
                400,
                "malformed_json",
                null),
            new BadRequest(
                "text",
                "PATCH /v1/webhooks/{id}",
                patch("{}").but("Content-Type: text/plain"),
                415,
                "unsupported_media_type",
                null),
            new BadRequest(
                "no type",
                "POST /v1/webhooks/{id}/rotate-secret",
                RawRequest.of("POST", UNKNOWN + "/rotate-secret").body("{}".getBytes(UTF_8)),
                415,
                "unsupported_media_type",
                null),
            new BadRequest(
                "text",
                "POST /v1/webhooks/{id}/rotate-secret",
                post(UNKNOWN + "/rotate-secret", "{}").but("Content-Type: text/plain"),
                415,
                "unsupported_media_type",
                null));
    return Stream.of(
            ids,
            unknown(UNKNOWN),
            unknown(UNKNOWN.toUpperCase(Locale.ROOT).replace("/V1/WEBHOOKS", PATH)),
            pages,
            cursors,
            bodies)
        .flatMap(rows -> rows);
  }

  private static Stream<BadRequest> unknown(String path) {
    String code = "webhook_not_found";
    return Stream.of(
        new BadRequest(path, "GET /v1/webhooks/{id}", get(path), 404, code, null),
        new BadRequest(path, "PATCH /v1/webhooks/{id}", patch(path, "{}"), 404, code, null),
        new BadRequest(
            path, "DELETE /v1/webhooks/{id}", RawRequest.of("DELETE", path), 404, code, null),
        new BadRequest(
            path, "GET /v1/webhooks/{id}/public-key", get(path + "/public-key"), 404, code, null),
        new BadRequest(
            path,
            "POST /v1/webhooks/{id}/rotate-secret",
            post(path + "/rotate-secret", "{}"),
            404,
            code,
            null),
        new BadRequest(
            path,
            "POST /v1/webhooks/{id}/test",
            RawRequest.of("POST", path + "/test"),
            404,
            code,
            null));
  }

  private static BadRequest listed(String query, String code, String param) {
    return new BadRequest(query, "GET " + PATH, get(PATH + "?" + query), 400, code, param);
  }

  private static BadRequest with(String field, String value) {
    return made(field, "{\"url\":\"https://example.com/\",\"%s\":%s}".formatted(field, value));
  }

  private static BadRequest header(String param, String name, String value) {
    return made(
        param, "{\"url\":\"https://example.com/\",\"headers\":{\"%s\":%s}}".formatted(name, value));
  }

  private static BadRequest made(String param, String body) {
    return invalid("POST " + PATH, post(PATH, body), body, param);
  }

  private static BadRequest changed(@Nullable String param, String body) {
    return invalid("PATCH /v1/webhooks/{id}", patch(body), body, param);
  }

  private static BadRequest rotated(@Nullable String param, String body) {
    RawRequest request = post(UNKNOWN + "/rotate-secret", body);
    return invalid("POST /v1/webhooks/{id}/rotate-secret", request, body, param);
  }

  private static RawRequest patch(String body) {
    return patch(UNKNOWN, body);
  }

  private static RawRequest patch(String path, String body) {
    return RawRequest.of("PATCH", path)
        .with("Content-Type: application/json")
        .body(body.getBytes(UTF_8));
  }

  private static BadRequest invalid(
      String mapping, RawRequest request, String body, @Nullable String param) {
    String name = body.length() > 80 ? body.substring(0, 80) : body;
    return new BadRequest(name, mapping, request, 400, "validation_error", param);
  }
}
