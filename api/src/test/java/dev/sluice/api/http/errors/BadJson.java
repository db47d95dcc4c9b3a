package dev.sluice.api.http.errors;

import static dev.sluice.api.raw.RawRequest.post;

import dev.sluice.api.raw.RawRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Bodies that are no JSON document, or none that a request can be. */
final class BadJson {

  private static final String JOBS = "/v1/jobs";
  private static final String PROMPT = "{\"prompt\":\"LEAKED-PROMPT\"}";
  private static final int LIMIT = 4 * 1024 * 1024;

  private BadJson() {}

  static Stream<BadRequest> rows() {
    return Stream.of(noDocument(), noUtf8(), noObject(), otherMedia(), tooLarge())
        .flatMap(rows -> rows);
  }

  private static Stream<BadRequest> noDocument() {
    return Stream.of(
        malformed("empty body", ""),
        malformed("white space only", " \t\r\n "),
        malformed("cut off", "{\"prompt\":\"LEAKED-PROMPT\""),
        malformed("cut off inside a string", "{\"prompt\":\"LEAKED-PROMPT"),
        malformed("text", "LEAKED-PROMPT"),
        malformed("form", "prompt=LEAKED-PROMPT"),
        malformed("XML", "<prompt>LEAKED-PROMPT</prompt>"),
        malformed("trailing garbage", PROMPT + "x"),
        malformed("a second document", PROMPT + " {}"),
        malformed("trailing NUL", PROMPT + "\0"),
        malformed("trailing comma", "{\"prompt\":\"LEAKED-PROMPT\",}"),
        malformed("missing comma", "{\"prompt\":\"LEAKED-PROMPT\" \"model\":\"m\"}"),
        malformed("block comment", "{/* LEAKED-PROMPT */\"prompt\":\"a\"}"),
        malformed("line comment", "{\"prompt\":\"a\"} // LEAKED-PROMPT"),
        malformed("hash comment", "# LEAKED-PROMPT\n{\"prompt\":\"a\"}"),
        malformed("single quotes", "{'prompt':'LEAKED-PROMPT'}"),
        malformed("unquoted name", "{prompt:\"LEAKED-PROMPT\"}"),
        malformed("duplicate key", "{\"prompt\":\"LEAKED-PROMPT\",\"prompt\":\"b\"}"),
        malformed(
            "duplicate key, escaped", "{\"prompt\":\"LEAKED-PROMPT\",\"\\u0070rompt\":\"b\"}"),
        malformed(
            "duplicate key, nested", "{\"prompt\":\"a\",\"metadata\":{\"k\":\"1\",\"k\":\"2\"}}"),
        malformed("duplicate unknown key", "{\"prompt\":\"LEAKED-PROMPT\",\"x\":1,\"x\":2}"),
        malformed(
            "unpaired surrogate in a key of a schema",
            "{\"prompt\":\"a\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\","
                + "\"parameters\":{\"a\":{\"LEAKED-PROMPT\\ud800\":1}}}}]}"),
        malformed(
            "unpaired surrogates in a key of a response format",
            "{\"prompt\":\"a\",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                + "{\"name\":\"n\",\"schema\":{\"\\udc00\\ud800\":{}}}}}"),
        malformed(
            "unpaired surrogate in a key of metadata",
            "{\"prompt\":\"a\",\"metadata\":{\"LEAKED-PROMPT\\ud800\":\"\"}}"),
        malformed(
            "unpaired surrogate in an unknown key",
            "{\"prompt\":\"a\",\"x\":{\"LEAKED-PROMPT\\udc00\":1}}"),
        malformed("NaN", "{\"prompt\":\"a\",\"temperature\":NaN}"),
        malformed("Infinity", "{\"prompt\":\"a\",\"temperature\":Infinity}"),
        malformed("-Infinity", "{\"prompt\":\"a\",\"temperature\":-Infinity}"),
        malformed("hexadecimal number", "{\"prompt\":\"a\",\"max_tokens\":0x10}"),
        malformed("leading zero", "{\"prompt\":\"a\",\"max_tokens\":010}"),
        malformed("leading plus", "{\"prompt\":\"a\",\"max_tokens\":+1}"),
        malformed("number without fraction digits", "{\"prompt\":\"a\",\"temperature\":1.}"),
        malformed(
            "number of 65 digits", "{\"prompt\":\"a\",\"max_tokens\":" + "1".repeat(65) + "}"),
        malformed("number of 100 000 digits", "{\"x\":" + "9".repeat(100_000) + "}"),
        malformed("capital literal", "{\"prompt\":True}"),
        malformed("raw line break in a string", "{\"prompt\":\"LEAKED\n-PROMPT\"}"),
        malformed("unknown escape", "{\"prompt\":\"LEAKED-PROMPT\\x\"}"),
        malformed("cut-off escape", "{\"prompt\":\"LEAKED-PROMPT\\u12\"}"),
        malformed("nested 65 deep", "{\"x\":" + "[".repeat(65) + "]".repeat(65) + "}"),
        malformed("nested 100 000 deep", "{\"x\":" + "[".repeat(100_000)),
        malformed("100 001 tokens", "{\"x\":[" + "0,".repeat(99_995) + "0]}"),
        malformed("100 002 tokens of brackets", "{\"x\":[" + "[],".repeat(49_998) + "0]}"),
        malformed("objects nested deeply", "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)));
  }

  private static Stream<BadRequest> noUtf8() {
    return Stream.of(
        malformed("lone continuation byte", inPrompt("80")),
        malformed("overlong slash", inPrompt("c0af")),
        malformed("overlong NUL", inPrompt("c080")),
        malformed("overlong in three bytes", inPrompt("e080af")),
        malformed("encoded surrogate", inPrompt("eda080")),
        malformed("beyond U+10FFFF", inPrompt("f4908080")),
        malformed("five-byte form", inPrompt("f888808080")),
        malformed("byte FF", inPrompt("ff")),
        malformed("ISO 8859-1", inPrompt("e9")),
        malformed("cut-off character at the end", bytes(PROMPT, HexFormat.of().parseHex("c3"), "")),
        malformed("byte order mark", bytes("", HexFormat.of().parseHex("efbbbf"), PROMPT)),
        malformed("UTF-16", PROMPT.getBytes(StandardCharsets.UTF_16)),
        malformed("UTF-16 without a mark", PROMPT.getBytes(StandardCharsets.UTF_16LE)),
        malformed("UTF-32", PROMPT.getBytes(StandardCharsets.UTF_32)));
  }

  private static Stream<BadRequest> noObject() {
    return Stream.of(
            "[]",
            "[{\"prompt\":\"LEAKED-PROMPT\"}]",
            "\"LEAKED-PROMPT\"",
            "7",
            "-0",
            "true",
            "null")
        .map(
            document -> row("document " + document, post(JOBS, document), 400, "validation_error"));
  }

  private static Stream<BadRequest> otherMedia() {
    RawRequest good = post(JOBS, PROMPT);
    return Stream.concat(
        Stream.of(
                "",
                " application/x-www-form-urlencoded",
                " multipart/form-data; boundary=b",
                " text/plain",
                " text/json",
                " application/vnd.api+json",
                " application/*",
                " json",
                " ;;;=,",
                " application/json; charset=latin1",
                " application/json; charset=utf-16",
                " application/json; charset=x-y",
                " application/json; charset=\"")
            .map(type -> unsupported("Content-Type:" + type, good.but("Content-Type:" + type))),
        Stream.of(
            unsupported("no content type", good.without("Content-Type")),
            unsupported("two content types", good.with("Content-Type: text/plain")),
            unsupported("gzip", good.with("Content-Encoding: gzip")),
            unsupported("unknown coding", good.with("Content-Encoding: x-y"))));
  }

  private static Stream<BadRequest> tooLarge() {
    byte[] body = "x".repeat(5 * 1024 * 1024).getBytes(StandardCharsets.UTF_8);
    byte[] justOver = "x".repeat(LIMIT + 1).getBytes(StandardCharsets.UTF_8);
    RawRequest empty = post(JOBS, "");
    return Stream.of(
        row("body of 5 MiB", empty.body(body), 413, "body_too_large"),
        row("body of 4 MiB and a byte", empty.body(justOver), 413, "body_too_large"),
        row("chunked body of 5 MiB", chunked(empty, body), 413, "body_too_large"),
        row(
            "body of 2^62 bytes",
            empty.with("Content-Length: 4611686018427387904"),
            413,
            "body_too_large"));
  }

  private static RawRequest chunked(RawRequest request, byte[] body) {
    String size = Integer.toHexString(body.length);
    return request
        .with("Transfer-Encoding: chunked")
        .body(bytes(size + "\r\n", body, "\r\n0\r\n\r\n"));
  }

  private static byte[] inPrompt(String hex) {
    return bytes("{\"prompt\":\"LEAKED-PROMPT", HexFormat.of().parseHex(hex), "\"}");
  }

  private static byte[] bytes(String before, byte[] middle, String after) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(before.getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(middle);
    bytes.writeBytes(after.getBytes(StandardCharsets.ISO_8859_1));
    return bytes.toByteArray();
  }

  private static BadRequest malformed(String name, String body) {
    return row(name, post(JOBS, body), 400, "malformed_json");
  }

  private static BadRequest malformed(String name, byte[] body) {
    return row(name, post(JOBS, body), 400, "malformed_json");
  }

  private static BadRequest unsupported(String name, RawRequest request) {
    return row(name, request, 415, "unsupported_media_type");
  }

  private static BadRequest row(String name, RawRequest request, int status, String code) {
    return new BadRequest(name, "POST /v1/jobs", request, status, code, null);
  }
}
