package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.bool;
import static dev.sluice.api.describe.Shapes.count;
import static dev.sluice.api.describe.Shapes.integer;
import static dev.sluice.api.describe.Shapes.list;
import static dev.sluice.api.describe.Shapes.may;
import static dev.sluice.api.describe.Shapes.must;
import static dev.sluice.api.describe.Shapes.number;
import static dev.sluice.api.describe.Shapes.object;
import static dev.sluice.api.describe.Shapes.orNull;
import static dev.sluice.api.describe.Shapes.ref;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.timestamp;
import static dev.sluice.api.describe.Shapes.uuid;
import static dev.sluice.api.describe.Shapes.words;

import dev.sluice.api.describe.Shapes.Field;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How deliveries and their attempts look. */
final class DeliverySchemas {

  private static final int MAX_LIMIT = 100;

  private DeliverySchemas() {}

  static Map<String, Schema<?>> all() {
    return Map.of(
        "DeliveryList",
        object(must("items", list(ref("Delivery")), "The deliveries.")),
        "DeliveryPage",
        page(),
        "Delivery",
        delivery(),
        "DeliveryAttempt",
        attempt(),
        "AttemptTimings",
        timings());
  }

  static Schema<?> status() {
    return words(Arrays.stream(DeliveryStatus.values()).map(DeliveryStatus::wireName).toList());
  }

  private static Schema<?> page() {
    return object(
        must("items", list(ref("Delivery")), "The deliveries."),
        must("total", count(), "How many there are in all; exact up to 10 000."),
        must("page", integer(1, Integer.MAX_VALUE), "The number of this page, from 1."),
        must("page_size", integer(1, MAX_LIMIT), "How many deliveries a page has at most."),
        must("has_more", bool(), "Whether there is a next page."),
        must("next_cursor", orNull(text()), "Leads there."));
  }

  private static Schema<?> delivery() {
    return object(
        must("delivery_id", uuid(), "The delivery's id."),
        must("event_id", uuid(), "The event's id, as in `webhook-id`."),
        must("event", text(), "The event's type."),
        may("webhook_id", uuid(), "The endpoint; absent for the webhook of a job itself."),
        may("job_id", uuid(), "The job; absent for an event that is of none."),
        must("url", text(), "Where it goes, without its query."),
        must(
            "status",
            status(),
            "Where it stands. `held`: its endpoint is disabled. `discarded`: its endpoint was"
                + " deleted."),
        must("trigger", trigger(), "What brought it to be sent, last."),
        must("attempt", count(), "Attempts so far."),
        must("next_attempt_at", orNull(timestamp()), "When it is tried next."),
        must("created_at", timestamp(), "When it was planned."),
        must("completed_at", orNull(timestamp()), "When it ended."),
        may(
            "replay_id",
            uuid(),
            "The replay that queued it last; absent where none did, or it was sent again by hand"
                + " since."),
        must("attempts", list(ref("DeliveryAttempt")), "What was tried last, in order."));
  }

  private static Schema<?> attempt() {
    return object(
        must("attempt", count(), "Its number, from 1."),
        must("trigger", trigger(), "What brought it about."),
        must("started_at", timestamp(), "When it began."),
        must("duration_ms", count(), "How long it took."),
        must("url", text(), "Where it went, without its query."),
        must("address", orNull(text()), "The address that was connected to."),
        must("protocol", orNull(text()), "The version of HTTP."),
        must("status_code", orNull(count()), "What the endpoint answered."),
        must("failure", orNull(text()), "The class of failure."),
        must("timings", ref("AttemptTimings"), "How long its phases took."),
        must("response_body", orNull(text()), "The beginning of what the endpoint answered."),
        must("response_cut", bool(), "Whether that is not all."),
        must("next_attempt_at", orNull(timestamp()), "When the next attempt was planned for."));
  }

  private static Schema<?> timings() {
    return object(
        millis("dns_ms", "Finding the address."),
        millis("connect_ms", "Connecting."),
        millis("tls_ms", "Agreeing on TLS."),
        millis("first_byte_ms", "From there to the first byte of the answer."));
  }

  private static Field millis(String name, String phase) {
    return may(name, number(0, Integer.MAX_VALUE), phase + " Absent where that did not happen.");
  }

  private static Schema<?> trigger() {
    return words(List.of("automatic", "manual", "replay"));
  }
}
