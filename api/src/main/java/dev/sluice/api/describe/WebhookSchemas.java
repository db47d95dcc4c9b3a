package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.bool;
import static dev.sluice.api.describe.Shapes.constant;
import static dev.sluice.api.describe.Shapes.count;
import static dev.sluice.api.describe.Shapes.integer;
import static dev.sluice.api.describe.Shapes.list;
import static dev.sluice.api.describe.Shapes.may;
import static dev.sluice.api.describe.Shapes.must;
import static dev.sluice.api.describe.Shapes.object;
import static dev.sluice.api.describe.Shapes.orNull;
import static dev.sluice.api.describe.Shapes.ref;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.timestamp;
import static dev.sluice.api.describe.Shapes.url;
import static dev.sluice.api.describe.Shapes.uuid;
import static dev.sluice.api.describe.Shapes.words;

import dev.sluice.api.describe.Shapes.Field;
import dev.sluice.api.webhooks.WebhookBounds;
import dev.sluice.egress.ExtraHeaderRules;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Webhooks as they are asked for and shown. */
final class WebhookSchemas {

  private static final int MAX_PAGE_SIZE = 100;
  private static final String HEADERS = "Carried by each delivery beside ours, which are refused.";
  private static final String RATE = "Attempts per second at most; no limit where it is absent.";

  private WebhookSchemas() {}

  static Map<String, Schema<?>> all() {
    return Map.ofEntries(
        Map.entry("WebhookRequest", request()),
        Map.entry("WebhookChange", change()),
        Map.entry("WebhookHeaders", headers()),
        Map.entry("SecretRotation", rotation()),
        Map.entry("Webhook", object(view(false))),
        Map.entry("NewWebhook", object(view(true))),
        Map.entry("DisabledReason", words(List.of("manual", "gone", "failing"))),
        Map.entry("SecretValidity", validity()),
        Map.entry("WebhookPage", page()),
        Map.entry("WebhookDeleted", deleted()),
        Map.entry("PublicKeys", publicKeys()),
        Map.entry("PublicKey", publicKey()),
        Map.entry("TestDelivery", planned()));
  }

  private static Schema<?> request() {
    List<Field> fields = new ArrayList<>();
    fields.add(must("url", address(), "Where deliveries go; `https`, or `http` where allowed."));
    fields.add(may("secret", secret(), "Signs; generated where it is not given."));
    fields.addAll(settings());
    fields.add(may("description", description(), "For people; without NUL."));
    fields.add(may("headers", ref("WebhookHeaders"), HEADERS));
    fields.add(may("rate_limit_per_second", rate(), RATE));
    return object(fields.toArray(Field[]::new));
  }

  private static Schema<?> change() {
    List<Field> fields = new ArrayList<>();
    fields.add(may("url", address(), "Where deliveries go."));
    fields.addAll(settings());
    fields.add(may("description", orNull(description()), "For people; without NUL."));
    fields.add(may("headers", orNull(ref("WebhookHeaders")), HEADERS));
    fields.add(may("rate_limit_per_second", orNull(rate()), RATE));
    return object(fields.toArray(Field[]::new));
  }

  private static List<Field> settings() {
    Schema<?> events = list(JobSchemas.eventType(), 1, 4);
    events.setUniqueItems(true);
    return List.of(
        may("events", events, "What it hears of; `job.completed` and `job.failed` by default."),
        may("enabled", bool(), "Whether deliveries are sent; they are held while it is not."),
        may(
            "asymmetric_signature",
            bool(),
            "Whether deliveries carry a `v1a` signature (ed25519) beside `v1`."));
  }

  private static Schema<?> headers() {
    Schema<?> names = text(1, ExtraHeaderRules.MAX_NAME);
    Schema<?> values = text(0, WebhookBounds.MAX_HEADER_VALUE).pattern("^([!-~]([ -~]*[!-~])?)?$");
    Schema<?> schema = object();
    schema.additionalProperties(values);
    schema.setPropertyNames(names.pattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"));
    schema.setMaxProperties(WebhookBounds.MAX_HEADERS);
    return schema;
  }

  private static Schema<?> rotation() {
    Schema<?> grace = integer(0, WebhookBounds.MAX_GRACE_SECONDS);
    grace.setDefault(WebhookBounds.DEFAULT_GRACE_SECONDS);
    return object(
        may("secret", secret(), "The new one; generated where it is not given."),
        may("grace_seconds", grace, "How long the present secrets go on signing."));
  }

  private static Field[] view(boolean withSecret) {
    List<Field> fields =
        new ArrayList<>(
            List.of(
                must("id", uuid(), "The webhook's id."),
                must("url", url(), "Where deliveries go."),
                must("events", list(JobSchemas.eventType()), "What it hears of."),
                must("description", orNull(text()), "For people."),
                must("enabled", bool(), "Whether deliveries are sent."),
                must(
                    "disabled_reason",
                    orNull(ref("DisabledReason")),
                    "By its owner; it answered 410; or too many failures in a row."),
                must("disabled_at", orNull(timestamp()), "Since when."),
                must("header_names", list(text()), "Its headers, without their values."),
                must("rate_limit_per_second", orNull(rate()), "Attempts per second at most."),
                must("asymmetric_signature", bool(), "Whether `v1a` signatures are sent."),
                must("secrets", list(ref("SecretValidity")), "Those that sign, newest first."),
                must("created_at", timestamp(), "When it was made."),
                must("updated_at", timestamp(), "When its owner last changed it.")));
    if (withSecret) {
      fields.add(must("secret", text(), "The secret itself: here and never again."));
    }
    return fields.toArray(Field[]::new);
  }

  private static Schema<?> validity() {
    return object(
        must("created_at", timestamp(), "Since when it signs."),
        must("expires_at", orNull(timestamp()), "Until when; null for no end."));
  }

  private static Schema<?> page() {
    return object(
        must("items", list(ref("Webhook")), "The webhooks."),
        must("total", count(), "How many there are in all."),
        must("page", integer(1, Integer.MAX_VALUE), "The number of this page, from 1."),
        must("page_size", integer(1, MAX_PAGE_SIZE), "How many webhooks a page has at most."),
        must("has_more", bool(), "Whether there is a next page."),
        must("next_cursor", orNull(text()), "Leads there."));
  }

  private static Schema<?> deleted() {
    return object(
        must("message", constant("Webhook deleted"), "What became of it."),
        must("discarded", count(), "Deliveries discarded by this; counted up to 10 000."));
  }

  private static Schema<?> publicKeys() {
    return object(
        must("public_key", text(), "The current one: `whpk_` and base64 of 32 bytes."),
        must("keys", list(ref("PublicKey")), "All that are valid, the current one first."));
  }

  private static Schema<?> publicKey() {
    return object(
        must("public_key", text(), "`whpk_` and base64 of 32 bytes."),
        must("created_at", timestamp(), "Since when it is used."),
        must("expires_at", orNull(timestamp()), "Until when; null for no end."));
  }

  private static Schema<?> planned() {
    return object(
        must("delivery_id", uuid(), "The delivery's id."),
        must("event_id", uuid(), "The event's id, as in `webhook-id`."));
  }

  private static Schema<?> address() {
    return text(1, WebhookBounds.MAX_URL);
  }

  private static Schema<?> description() {
    return text(0, WebhookBounds.MAX_DESCRIPTION);
  }

  private static Schema<?> rate() {
    return integer(1, WebhookBounds.MAX_RATE);
  }

  private static Schema<?> secret() {
    return text(WebhookBounds.MIN_SECRET, WebhookBounds.MAX_SECRET).pattern("^[!-~]+$");
  }
}
