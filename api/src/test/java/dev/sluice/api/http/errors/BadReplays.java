package dev.sluice.api.http.errors;

import static dev.sluice.api.raw.RawRequest.get;
import static dev.sluice.api.raw.RawRequest.post;

import dev.sluice.api.raw.RawRequest;
import java.util.stream.Stream;

/** What is wrong with calls that speak of deliveries and replays. */
final class BadReplays {

  private static final String FOREIGN = "01890a5d-ac96-774b-bcce-b302099a8057";
  private static final String WEBHOOK = "/v1/webhooks/" + FOREIGN;
  private static final String SINCE = "{\"since\":\"2026-01-01T00:00:00Z\"";

  private BadReplays() {}

  static Stream<BadRequest> rows() {
    return Stream.of(webhookIds(), deliveryIds(), filters(), bodies()).flatMap(rows -> rows);
  }

  private static Stream<String> badIds() {
    return Stream.of("x", FOREIGN, "0", "%20", "'%20OR%201=1--", "a".repeat(36), "LEAKED-PROMPT");
  }

  private static Stream<BadRequest> webhookIds() {
    return badIds()
        .flatMap(id -> {
          String webhook = "/v1/webhooks/" + id;
          return Stream.of(
              unknown(id, "GET /v1/webhooks/{id}/deliveries", get(webhook + "/deliveries")),
              unknown(id, "GET /v1/webhooks/{id}/replays", get(webhook + "/replays")),
              unknown(
                  id,
                  "GET /v1/webhooks/{id}/replays/{replay_id}",
                  get(webhook + "/replays/" + FOREIGN)),
              unknown(
                  id,
                  "DELETE /v1/webhooks/{id}/replays/{replay_id}",
                  RawRequest.of("DELETE", webhook + "/replays/" + FOREIGN)),
              unknown(id, "POST /v1/webhooks/{id}/replay", post(webhook + "/replay", SINCE + "}")));
        });
  }

  private static BadRequest unknown(String id, String mapping, RawRequest request) {
    return new BadRequest("webhook " + id, mapping, request, 404, "webhook_not_found", null);
  }

  private static Stream<BadRequest> deliveryIds() {
    return badIds()
        .flatMap(id ->
            Stream.of(
                new BadRequest(
                    "delivery " + id,
                    "GET /v1/deliveries/{id}",
                    get("/v1/deliveries/" + id),
                    404,
                    "delivery_not_found",
                    null),
                new BadRequest(
                    "delivery " + id,
                    "POST /v1/deliveries/{id}/retry",
                    RawRequest.of("POST", "/v1/deliveries/" + id + "/retry"),
                    404,
                    "delivery_not_found",
                    null)));
  }

  private static Stream<BadRequest> filters() {
    return Stream.of(
        filter("status=done", "status"),
        filter("status=", "status"),
        filter("status=failed,", "status"),
        filter("status=failed&status=LEAKED-PROMPT", "status"),
        filter("status=Failed", "status"),
        filter("status=" + "failed,".repeat(12) + "failed", "status"),
        filter("event=", "event"),
        filter("event=LEAKED-PROMPT", "event"),
        filter("event=job.%00", "event"),
        filter("event=job.failed&event=job.failed", "event"),
        filter("created_after=yesterday", "created_after"),
        filter("created_after=2026-11-22", "created_after"),
        filter("created_before=2026-13-22T10:00:00Z", "created_before"),
        filter("created_before=%2B999999999-01-01T00:00:00Z", "created_before"),
        filter("limit=0", "limit"),
        filter("limit=101", "limit"),
        filter("limit=ten", "limit"));
  }

  private static BadRequest filter(String query, String param) {
    return new BadRequest(
        query,
        "GET /v1/webhooks/{id}/deliveries",
        get(WEBHOOK + "/deliveries?" + query),
        400,
        "validation_error",
        param);
  }

  private static Stream<BadRequest> bodies() {
    return Stream.of(
        body("since", "{}"),
        body("since", "{\"since\":null}"),
        body("since", "{\"since\":7}"),
        body("since", "{\"since\":\"\"}"),
        body("since", "{\"since\":\"LEAKED-PROMPT\"}"),
        body("since", "{\"since\":\"2026-01-01\"}"),
        body("since", "{\"since\":\"2026-01-01T00:00:00\"}"),
        body("since", "{\"since\":\"2999-01-01T00:00:00Z\"}"),
        body("since", "{\"since\":\"+999999999-01-01T00:00:00Z\"}"),
        body("since", SINCE + ",\"until\":\"2026-01-01T00:00:00Z\"}"),
        body("since", SINCE + ",\"until\":\"2025-01-01T00:00:00Z\"}"),
        body("until", SINCE + ",\"until\":7}"),
        body("until", SINCE + ",\"until\":\"LEAKED-PROMPT\"}"),
        body("until", SINCE + ",\"until\":[]}"),
        body("status", SINCE + ",\"status\":\"LEAKED-PROMPT\"}"),
        body("status", SINCE + ",\"status\":\"pending\"}"),
        body("status", SINCE + ",\"status\":\"sending\"}"),
        body("status", SINCE + ",\"status\":\"\"}"),
        body("status", SINCE + ",\"status\":7}"),
        body("status", SINCE + ",\"status\":{}}"),
        body("status", SINCE + ",\"status\":[]}"),
        body("status", SINCE + ",\"status\":[\"failed\",\"pending\"]}"),
        body("status[1]", SINCE + ",\"status\":[\"failed\",7]}"),
        body("status[0]", SINCE + ",\"status\":[null]}"),
        body(
            "status",
            SINCE + ",\"status\":[\"failed\",\"failed\",\"failed\",\"failed\",\"failed\"]}"),
        new BadRequest(
            "no object",
            "POST /v1/webhooks/{id}/replay",
            post(WEBHOOK + "/replay", "[]"),
            400,
            "validation_error",
            null),
        new BadRequest(
            "half an object",
            "POST /v1/webhooks/{id}/replay",
            post(WEBHOOK + "/replay", SINCE),
            400,
            "malformed_json",
            null));
  }

  private static BadRequest body(String param, String body) {
    return new BadRequest(
        body,
        "POST /v1/webhooks/{id}/replay",
        post(WEBHOOK + "/replay", body),
        400,
        "validation_error",
        param);
  }
}
