package dev.sluice.api.http.errors;

import static dev.sluice.api.raw.RawRequest.get;
import static dev.sluice.api.raw.RawRequest.post;

import dev.sluice.api.raw.RawRequest;
import java.util.stream.Stream;

/** What is wrong with a call of one endpoint: its headers, ids and parameters. */
final class BadCalls {

  private static final String FOREIGN = "01890a5d-ac96-774b-bcce-b302099a8057";

  private BadCalls() {}

  static Stream<BadRequest> rows() {
    return Stream.of(idempotencyKeys(), ids(), waits(), keys()).flatMap(rows -> rows);
  }

  private static Stream<BadRequest> idempotencyKeys() {
    RawRequest good = post("/v1/jobs", "{\"prompt\":\"LEAKED-PROMPT\"}");
    return Stream.of(
            good.with("Idempotency-Key:"),
            good.with("Idempotency-Key: a b"),
            good.with("Idempotency-Key: \u00e9"),
            good.with("Idempotency-Key: " + "k".repeat(256)),
            good.with("Idempotency-Key: a").with("Idempotency-Key: a"))
        .map(request ->
            new BadRequest(
                request.headers().getLast(),
                "POST /v1/jobs",
                request,
                400,
                "invalid_idempotency_key",
                "Idempotency-Key"));
  }

  private static Stream<BadRequest> ids() {
    return Stream.of(
            "x",
            FOREIGN,
            FOREIGN.toUpperCase(java.util.Locale.ROOT),
            "0",
            "-1",
            "%20",
            "'%20OR%201=1--",
            "a".repeat(2000),
            "LEAKED-PROMPT")
        .flatMap(id ->
            Stream.of(
                unknown(id, "GET /v1/jobs/{id}", get("/v1/jobs/" + id)),
                unknown(id, "DELETE /v1/jobs/{id}", RawRequest.of("DELETE", "/v1/jobs/" + id)),
                unknown(id, "GET /v1/jobs/{id}/deliveries", get("/v1/jobs/" + id + "/deliveries")),
                unknown(id, "DELETE /v2/jobs/{id}", RawRequest.of("DELETE", "/v2/jobs/" + id)),
                unknown(
                    id,
                    "POST /v1/jobs/{id}/retry",
                    RawRequest.of("POST", "/v1/jobs/" + id + "/retry")),
                unknown(id, "GET /v1/jobs/{id}/events", get("/v1/jobs/" + id + "/events"))));
  }

  private static BadRequest unknown(String id, String mapping, RawRequest request) {
    return new BadRequest("job " + id, mapping, request, 404, "job_not_found", null);
  }

  private static Stream<BadRequest> waits() {
    return Stream.of(
            "61",
            "-1",
            "100",
            "1.5",
            "1e1",
            "one",
            "",
            "0x1",
            "+1",
            "%2b1",
            "9999999999999999999",
            "\u0661")
        .map(wait ->
            new BadRequest(
                "wait " + wait,
                "GET /v1/jobs/{id}",
                get("/v1/jobs/" + FOREIGN + "?wait=" + escaped(wait)),
                400,
                "validation_error",
                "wait"));
  }

  private static String escaped(String wait) {
    return wait.replace("\u0661", "%d9%a1");
  }

  private static Stream<BadRequest> keys() {
    String good = "\"tenant\":\"t\",\"name\":\"n\",\"scopes\":[\"chat\"]";
    return Stream.of(
        key("tenant", "{\"name\":\"n\",\"scopes\":[\"chat\"]}"),
        key("tenant", "{\"tenant\":\"\\u0000\",\"name\":\"n\",\"scopes\":[\"chat\"]}"),
        key(
            "tenant",
            "{\"tenant\":\"" + "t".repeat(257) + "\",\"name\":\"n\",\"scopes\":[\"chat\"]}"),
        key("name", "{\"tenant\":\"t\",\"scopes\":[\"chat\"]}"),
        key("name", "{\"tenant\":\"t\",\"name\":\"a\\nb\",\"scopes\":[\"chat\"]}"),
        key(
            "name",
            "{\"tenant\":\"t\",\"name\":\"" + "n".repeat(201) + "\",\"scopes\":[\"chat\"]}"),
        key("scopes", "{\"tenant\":\"t\",\"name\":\"n\"}"),
        key("scopes", "{\"tenant\":\"t\",\"name\":\"n\",\"scopes\":[\"root\"]}"),
        key("scopes", "{\"tenant\":\"t\",\"name\":\"n\",\"scopes\":\"chat\"}"),
        key("scopes[0]", "{\"tenant\":\"t\",\"name\":\"n\",\"scopes\":[7]}"),
        key("limits", "{" + good + ",\"limits\":7}"),
        key("limits.requests_per_minute", "{" + good + ",\"limits\":{\"requests_per_minute\":0}}"),
        key(
            "limits.tokens_per_minute",
            "{" + good + ",\"limits\":{\"tokens_per_minute\":2147483648}}"),
        key("expires_at", "{" + good + ",\"expires_at\":\"2020-01-01T00:00:00Z\"}"),
        key("expires_at", "{" + good + ",\"expires_at\":1}"),
        key("expires_at", "{" + good + ",\"expires_at\":\"+999999-12-31T23:59:59Z\"}"),
        key("expires_at", "{" + good + ",\"expires_at\":\"+999999999-12-31T23:59:59Z\"}"),
        key("expires_at", "{" + good + ",\"expires_at\":\"9999-12-31T23:59:59-00:01\"}"),
        key("expires_at", "{" + good + ",\"expires_at\":\"-0001-12-31T23:59:59Z\"}"),
        new BadRequest(
            "key x",
            "DELETE /v1/admin/keys/{id}",
            RawRequest.of("DELETE", "/v1/admin/keys/x"),
            404,
            "key_not_found",
            null),
        new BadRequest(
            "foreign key",
            "DELETE /v1/admin/keys/{id}",
            RawRequest.of("DELETE", "/v1/admin/keys/" + FOREIGN),
            404,
            "key_not_found",
            null));
  }

  private static BadRequest key(String param, String body) {
    return new BadRequest(
        body.substring(0, Math.min(80, body.length())),
        "POST /v1/admin/keys",
        post("/v1/admin/keys", body),
        400,
        "validation_error",
        param);
  }
}
