package dev.sluice.api.http.errors;

import static dev.sluice.api.http.errors.BadRequest.any;
import static dev.sluice.api.raw.RawRequest.get;
import static dev.sluice.api.raw.RawRequest.line;
import static dev.sluice.api.raw.RawRequest.post;

import dev.sluice.api.raw.RawRequest;
import java.util.stream.Stream;

/** Request lines, paths and headers that lead nowhere, and framing that does not add up. */
final class BadHeads {

  private static final RawRequest GOOD = post("/v1/jobs", "{\"prompt\":\"LEAKED-PROMPT\"}");
  private static final RawRequest EMPTY = GOOD.body(new byte[0]);

  private BadHeads() {}

  static Stream<BadRequest> rows() {
    return Stream.of(lines(), paths(), methods(), unknownMethods(), headers(), framing())
        .flatMap(rows -> rows);
  }

  private static Stream<BadRequest> lines() {
    return Stream.of(
            "GET /health HTTP/x.y",
            "GET /health HTTPS/1.1",
            "GET /health http/1.1",
            "GET health HTTP/1.1",
            "GET /<script> HTTP/1.1",
            "GET /\"LEAKED-PROMPT\" HTTP/1.1",
            "GET /a b HTTP/1.1",
            "GET /\u00e9 HTTP/1.1",
            "GET /\u0000 HTTP/1.1",
            "G\u0001T /health HTTP/1.1",
            "G(T /health HTTP/1.1",
            "GET ftp://[/health HTTP/1.1")
        .map(text -> any("line " + text, line(text), 400, "bad_request"));
  }

  private static Stream<BadRequest> paths() {
    return Stream.concat(
        Stream.of(
                "/",
                "/v1",
                "/v1/",
                "/v1/nothing",
                "/V1/jobs/x",
                "/v1/jobs/",
                "/v1/jobs/x/nothing",
                "/v3/jobs",
                "/error",
                "/index.html",
                "/favicon.ico",
                "/.env",
                "/health/nothing",
                "/docs/nothing",
                "/openapi.json/nothing",
                "/swagger-ui/index.html",
                "/v3/api-docs",
                "/h2-console")
            .map(path -> any("GET " + path, get(path), 404, "route_not_found")),
        Stream.of(
                "*",
                "/v1/jobs/%zz",
                "/v1/jobs/%",
                "/v1/jobs/%e9%",
                "/v1/jobs/x?wait=%zz",
                "/v1/jobs/%ff",
                "/v1/jobs/%c0%af",
                "/v1/jobs/x?wait=%ff",
                "/v1/jobs/a%2fb",
                "/v1/jobs/a%5cb",
                "/v1/jobs/a\\b",
                "/v1/jobs/%252e%252e%252f",
                "/v1/jobs/%2e%2e/%2e%2e/health",
                "/v1/jobs/../../health/../v1/../..",
                "/../../etc/passwd",
                "/v1/jobs/..%2f..",
                "/v1/./jobs",
                "/v1//jobs",
                "//v1/jobs",
                "/v1/jobs/x;y=z",
                "/v1/jobs;jsessionid=LEAKED",
                "/v1/jobs/a%3bb",
                "/v1/jobs/%00",
                "/v1/jobs/a%00b",
                "/v1/jobs/a%0d%0aX-Injected:%20yes",
                "/v1/jobs/%u0041",
                "/v1/jobs/{x}",
                "/v1/jobs/[x]",
                "/v1/jobs/x|y",
                "/v1/jobs/" + "x".repeat(20_000))
            .map(path ->
                any(
                    "GET " + path.substring(0, Math.min(60, path.length())),
                    get(path),
                    400,
                    "bad_request")));
  }

  private static Stream<BadRequest> methods() {
    return Stream.of(
            "PUT /v1/jobs",
            "PATCH /v1/jobs",
            "PUT /v1/jobs/x",
            "PATCH /v1/jobs/x",
            "POST /v1/jobs/x",
            "POST /health",
            "DELETE /live",
            "PUT /ready",
            "TRACE /v1/jobs",
            "PUT /v1/admin/keys",
            "PATCH /v1/admin/keys/x",
            "GET /v1/admin/keys/x",
            "POST /v1/jobs/x/deliveries")
        .map(text -> text.split(" ", -1))
        .map(text ->
            any(
                text[0] + " " + text[1],
                RawRequest.of(text[0], text[1]),
                405,
                "method_not_allowed"));
  }

  private static Stream<BadRequest> unknownMethods() {
    return Stream.concat(
        Stream.of("PROPFIND", "PRI", "get", "QUERY", "FOO")
            .map(method ->
                any(
                    method + " /v1/jobs",
                    RawRequest.of(method, "/v1/jobs"),
                    405,
                    "method_not_allowed")),
        Stream.of(
            any("CONNECT /v1/jobs", RawRequest.of("CONNECT", "/v1/jobs"), 400, "bad_request")));
  }

  private static Stream<BadRequest> headers() {
    return Stream.of(
        any(
            "Accept: text/html",
            get("/v1/jobs/x").with("Accept: text/html"),
            406,
            "not_acceptable"),
        any(
            "broken Accept",
            get("/v1/jobs/x").with("Accept: no/media/type"),
            406,
            "not_acceptable"),
        any("no key", get("/v1/jobs/x").without("X-API-Key"), 401, "missing_credentials"),
        any(
            "wrong key",
            get("/v1/jobs/x").but("X-API-Key: slk_LEAKED"),
            401,
            "invalid_credentials"),
        any(
            "binary key",
            get("/v1/jobs/x").but("X-API-Key: \u00ff\u00fe"),
            401,
            "invalid_credentials"),
        any(
            "two schemes",
            get("/v1/jobs/x").without("X-API-Key").with("Authorization: Digest LEAKED"),
            401,
            "invalid_credentials"),
        any("no host", get("/health").without("Host"), 400, "bad_request"),
        any("two hosts", get("/health").with("Host: b"), 400, "bad_request"),
        any("bad host", get("/health").but("Host: a b"), 400, "bad_request"),
        any("host with a bad port", get("/health").but("Host: a:99999x"), 400, "bad_request"),
        any("host with a path", get("/health").but("Host: a/../b"), 400, "bad_request"),
        any("header without colon", get("/health").with("LEAKED-PROMPT"), 400, "bad_request"),
        any(
            "header with a space in its name",
            get("/health").with("X Y: LEAKED-PROMPT"),
            400,
            "bad_request"),
        any(
            "header with a space before the colon",
            get("/health").with("X-Y : LEAKED-PROMPT"),
            400,
            "bad_request"),
        any("header with NUL", get("/health").with("X-Y: a\u0000b"), 400, "bad_request"),
        any("header with a lone CR", get("/health").with("X-Y: a\rb"), 400, "bad_request"),
        any(
            "header of 20 000 bytes",
            get("/health").with("X-Y: " + "x".repeat(20_000)),
            400,
            "bad_request"),
        any("1 000 headers", many(get("/health")), 400, "bad_request"));
  }

  private static RawRequest many(RawRequest request) {
    RawRequest all = request;
    for (int i = 0; i < 1000; i++) {
      all = all.with("X: y");
    }
    return all;
  }

  private static Stream<BadRequest> framing() {
    RawRequest chunked = EMPTY.with("Transfer-Encoding: chunked");
    return Stream.of(
        any("length of text", EMPTY.with("Content-Length: x"), 400, "bad_request"),
        any("negative length", EMPTY.with("Content-Length: -1"), 400, "bad_request"),
        any(
            "length beyond 2^63",
            EMPTY.with("Content-Length: 99999999999999999999"),
            400,
            "bad_request"),
        any(
            "two lengths",
            GOOD.with("Content-Length: 26").with("Content-Length: 27"),
            400,
            "bad_request"),
        any("lengths in a list", GOOD.with("Content-Length: 26, 26"), 400, "bad_request"),
        any(
            "length and chunks",
            chunked.with("Content-Length: 5").body(text("0\r\n\r\n")),
            400,
            "malformed_json"),
        any("unknown coding", EMPTY.with("Transfer-Encoding: br"), 400, "bad_request"),
        any("chunks not last", EMPTY.with("Transfer-Encoding: chunked, gzip"), 400, "bad_request"),
        any("chunks twice", EMPTY.with("Transfer-Encoding: chunked, chunked"), 400, "bad_request"),
        any(
            "chunks in HTTP/1.0",
            new RawRequest("POST /v1/jobs HTTP/1.0", chunked.headers(), text("0\r\n\r\n")),
            400,
            "bad_request"),
        any("chunk size of text", chunked.body(text("LEAKED\r\n")), 400, "bad_request"),
        any("negative chunk size", chunked.body(text("-1\r\n\r\n")), 400, "bad_request"),
        any(
            "chunk size beyond 2^63",
            chunked.body(text("ffffffffffffffffff\r\n")),
            400,
            "bad_request"),
        any(
            "chunk longer than said",
            chunked.body(text("2\r\n{\"prompt\":\"a\"}\r\n0\r\n\r\n")),
            400,
            "bad_request"),
        any("no chunk", chunked.body(text("0\r\n\r\n")), 400, "malformed_json"),
        any(
            "unknown expectation",
            get("/v1/nothing").with("Expect: LEAKED-PROMPT"),
            417,
            "expectation_failed"));
  }

  private static byte[] text(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
