package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.integer;
import static dev.sluice.api.describe.Shapes.list;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.timestamp;
import static dev.sluice.api.describe.Shapes.uuid;

import dev.sluice.api.keys.Scope;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;

/** What became of webhooks. */
final class Deliveries {

  static final String TAG = "Deliveries";

  private static final int MAX_LIMIT = 100;
  private static final int DEFAULT_LIMIT = 20;

  private Deliveries() {}

  static Chapter chapter() {
    return new Chapter(
        TAG,
        "Webhooks as they were delivered.",
        List.of(ofJob(), ofWebhook(), get(), retry()),
        DeliverySchemas.all());
  }

  private static Op ofJob() {
    return Jobs.ofJob(
            Op.scoped("GET", "/v1/jobs/{id}/deliveries", "listJobDeliveries", Scope.JOBS_READ)
                .says(
                    TAG,
                    "List a job's deliveries",
                    """
                    The latest 1000, oldest first: to the webhook of the job itself and to endpoints. Each \
                    with its latest 10 attempts; bodies of responses up to 4 MiB in all.\
                    """))
        .answers(200, "The deliveries.", "DeliveryList", "delivered", listOf(DELIVERED));
  }

  private static Op ofWebhook() {
    Schema<?> limit = integer(1, MAX_LIMIT);
    limit.setDefault(DEFAULT_LIMIT);
    return ofWebhook(
            Op.scoped(
                    "GET", "/v1/webhooks/{id}/deliveries", "listWebhookDeliveries", Scope.JOBS_READ)
                .says(
                    TAG,
                    "List an endpoint's deliveries",
                    """
                    The newest first, also of a deleted endpoint. `next_cursor` leads to the next page; \
                    pages neither skip nor repeat a delivery while deliveries are being added. Each \
                    with its latest 10 attempts; bodies of responses up to 4 MiB a page, what is \
                    beyond is left out and marked by `response_cut`.\
                    """))
        .takes(
            "query",
            "status",
            list(DeliverySchemas.status()),
            "Only deliveries that stand so; may be given several times, or several behind commas.")
        .takes("query", "event", text(), "Only deliveries of events of this type.")
        .takes("query", "created_after", timestamp(), "Only deliveries planned after this.")
        .takes("query", "created_before", timestamp(), "Only deliveries planned before this.")
        .takes("query", "limit", limit, "How many deliveries a page has at most.")
        .takes("query", "cursor", text(), "The `next_cursor` of the page before.")
        .answers(200, "A page of deliveries.", "DeliveryPage", "page", PAGE)
        .refuses(Refusal.INVALID_PARAMETER, Refusal.INVALID_CURSOR);
  }

  private static Op get() {
    return ofDelivery(
            Op.scoped("GET", "/v1/deliveries/{id}", "getDelivery", Scope.JOBS_READ)
                .says(TAG, "Look at a delivery", "With its latest 100 attempts."))
        .answers(200, "The delivery.", "Delivery", "failed", FAILED);
  }

  private static Op retry() {
    return ofDelivery(
            Op.scoped("POST", "/v1/deliveries/{id}/retry", "retryDelivery", Scope.JOBS_WRITE)
                .says(
                    TAG,
                    "Send a delivery once more",
                    """
                    Whether it failed, was delivered, is held or was discarded: it is due at once, with \
                    the same id and body, and its schedule of retries begins anew. Of a disabled \
                    endpoint it is `held` until that is enabled, and answered as such.\
                    """))
        .answers(202, "It is queued, or held.", "Delivery", "queued", QUEUED, "held", HELD)
        .refuses(Refusal.DELIVERY_UNDER_WAY, Refusal.WEBHOOK_DELETED);
  }

  private static Op ofDelivery(Op op) {
    return op.takes("path", "id", uuid(), "The delivery's id.")
        .refuses(Refusal.DELIVERY_NOT_FOUND, Refusal.NOT_ACCEPTABLE, Refusal.DATABASE_UNAVAILABLE);
  }

  static Op ofWebhook(Op op) {
    return op.takes("path", "id", uuid(), "The endpoint's id.")
        .refuses(Refusal.WEBHOOK_NOT_FOUND, Refusal.NOT_ACCEPTABLE, Refusal.DATABASE_UNAVAILABLE);
  }

  private static String listOf(String delivery) {
    return "{\"items\":[" + delivery + "]}";
  }

  private static final String DELIVERED =
      """
      {"delivery_id":"0a5b8b1e-33a5-3f0d-a9a6-0c4a4b8f3f11","event_id":"5a2c2b51-6e0f-3a9e-8a55-3f1c8d2e4b90",
       "event":"job.completed","job_id":"01a20514-22de-7a77-91f1-04066734c3f2",
       "url":"https://example.com/hooks/sluice","status":"delivered","trigger":"automatic","attempt":1,
       "next_attempt_at":null,"created_at":"2026-11-22T21:05:37.120Z","completed_at":"2026-11-22T21:05:37.300Z",
       "attempts":[{"attempt":1,"trigger":"automatic","started_at":"2026-11-22T21:05:37.130Z","duration_ms":167,
       "url":"https://example.com/hooks/sluice","address":"93.184.215.14","protocol":"HTTP/1.1","status_code":200,
       "failure":null,"timings":{"dns_ms":1.2,"connect_ms":12.04,"tls_ms":24.5,"first_byte_ms":110.0},
       "response_body":"ok","response_cut":false,"next_attempt_at":null}]}
      """;

  private static final String ENDPOINTS =
      DELIVERED.replace(
          "\"job_id\"", "\"webhook_id\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\",\"job_id\"");

  private static final String FAILED =
      ENDPOINTS
          .replace("\"status\":\"delivered\"", "\"status\":\"failed\"")
          .replace(
              "\"status_code\":200,\n \"failure\":null",
              "\"status_code\":500,\n \"failure\":\"http_status\"")
          .replace("\"response_body\":\"ok\"", "\"response_body\":\"oops\"");

  private static final String QUEUED =
      FAILED
          .replace(
              "\"status\":\"failed\",\"trigger\":\"automatic\"",
              "\"status\":\"pending\",\"trigger\":\"manual\"")
          .replaceFirst("\"next_attempt_at\":null", "\"next_attempt_at\":\"2026-11-22T22:00:00Z\"")
          .replaceFirst("\"completed_at\":\"[^\"]*\"", "\"completed_at\":null");

  private static final String HELD =
      QUEUED
          .replace("\"status\":\"pending\"", "\"status\":\"held\"")
          .replaceFirst("\"next_attempt_at\":\"[^\"]*\"", "\"next_attempt_at\":null");

  private static final String PAGE =
      "{\"items\":["
          + ENDPOINTS
          + "],\"total\":41,\"page\":1,\"page_size\":1,\"has_more\":true,\"next_cursor\":\"MDFhMjA1MTQ\"}";
}
