package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.integer;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.uuid;

import dev.sluice.api.keys.Scope;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;

/** Webhook endpoints of a tenant. */
final class Webhooks {

  static final String TAG = "Webhooks";

  private static final int MAX_LIMIT = 100;
  private static final int DEFAULT_LIMIT = 20;

  private Webhooks() {}

  static Chapter chapter() {
    return new Chapter(
        TAG,
        "Endpoints that hear of all of a tenant's jobs.",
        List.of(
            create(), listAll(), get(), change(), delete(), rotateSecret(), publicKey(), test()),
        WebhookSchemas.all());
  }

  private static Op create() {
    return Op.scoped("POST", "/v1/webhooks", "createWebhook", Scope.JOBS_WRITE)
        .says(
            TAG,
            "Register a webhook",
            """
            Every event of the tenant's jobs that is among `events` is sent there, signed as Standard \
            Webhooks says. The secret is in this answer and, where it is rotated, in that one, and never \
            again. At most 100 per tenant.\
            """)
        .takesJson("WebhookRequest", "plain", PLAIN, "all", FULL)
        .answers(201, "The webhook.", "NewWebhook", "webhook", NEW)
        .with(201, Headers.LOCATION)
        .refuses(Refusal.TOO_MANY_WEBHOOKS, Refusal.NOT_ACCEPTABLE, Refusal.DATABASE_UNAVAILABLE);
  }

  private static Op listAll() {
    Schema<?> limit = integer(1, MAX_LIMIT);
    limit.setDefault(DEFAULT_LIMIT);
    return Op.scoped("GET", "/v1/webhooks", "listWebhooks", Scope.JOBS_READ)
        .says(TAG, "List webhooks", "The newest first. `next_cursor` leads to the next page.")
        .takes("query", "limit", limit, "How many webhooks a page has at most.")
        .takes("query", "cursor", text(), "The `next_cursor` of the page before.")
        .answers(200, "A page of webhooks.", "WebhookPage", "page", PAGE)
        .refuses(
            Refusal.INVALID_PARAMETER,
            Refusal.INVALID_CURSOR,
            Refusal.NOT_ACCEPTABLE,
            Refusal.DATABASE_UNAVAILABLE);
  }

  private static Op get() {
    return of(Op.scoped("GET", "/v1/webhooks/{id}", "getWebhook", Scope.JOBS_READ)
            .says(TAG, "Look at a webhook", "Without its secret and the values of its headers."))
        .answers(200, "The webhook.", "Webhook", "webhook", WEBHOOK, "disabled", DISABLED);
  }

  private static Op change() {
    return of(Op.scoped("PATCH", "/v1/webhooks/{id}", "changeWebhook", Scope.JOBS_WRITE)
            .says(
                TAG,
                "Change a webhook",
                """
                A merge patch (RFC 7396): what is given changes, `null` clears what may be absent, and \
                `headers` replaces all of them. Enabling one that was disabled releases what was held \
                and forgets its failures; what was last answered with 429 or 503 keeps the time that it was planned for, \
                within an hour. `secret` is refused here: it is rotated.\
                """))
        .takesJson("WebhookChange", "enable", "{\"enabled\":true}", "clear", CLEAR)
        .answers(200, "The webhook as it is now.", "Webhook", "webhook", WEBHOOK);
  }

  private static Op delete() {
    return of(Op.scoped("DELETE", "/v1/webhooks/{id}", "deleteWebhook", Scope.JOBS_WRITE)
            .says(
                TAG,
                "Delete a webhook",
                """
                For good. Its deliveries stay to be looked at; those that are pending or held are \
                discarded.\
                """))
        .answers(
            200,
            "It is deleted.",
            "WebhookDeleted",
            "deleted",
            "{\"message\":\"Webhook deleted\",\"discarded\":3}");
  }

  private static Op rotateSecret() {
    return of(Op.scoped("POST", "/v1/webhooks/{id}/rotate-secret", "rotateSecret", Scope.JOBS_WRITE)
            .says(
                TAG,
                "Rotate a secret",
                """
                The new secret signs at once. The present ones go on signing beside it until the grace \
                ends, so that receivers can change over; a key pair for asymmetric signatures is \
                rotated with it. A `secret` that is the newest already is refused. At most 5 secrets are valid at a time.\
                """))
        .takesJson("SecretRotation", "generated", "{}", "given", ROTATION)
        .orNoBody()
        .answers(200, "The webhook with its new secret.", "NewWebhook", "webhook", NEW)
        .refuses(Refusal.TOO_MANY_SECRETS);
  }

  private static Op publicKey() {
    return of(Op.scoped("GET", "/v1/webhooks/{id}/public-key", "getPublicKey", Scope.JOBS_READ)
            .says(
                TAG,
                "Look at the public key",
                "What verifies the `v1a` signatures (ed25519) of this webhook's deliveries."))
        .answers(200, "The keys that are valid.", "PublicKeys", "keys", PUBLIC_KEYS)
        .refuses(Refusal.PUBLIC_KEY_NOT_FOUND);
  }

  private static Op test() {
    return of(Op.scoped("POST", "/v1/webhooks/{id}/test", "testWebhook", Scope.JOBS_WRITE)
            .says(
                TAG,
                "Test a webhook",
                """
                Sends an event `webhook.test`, whichever events the webhook hears of; it is signed, \
                retried and listed as all others.\
                """))
        .answers(202, "It is on its way.", "TestDelivery", "planned", PLANNED)
        .refuses(Refusal.WEBHOOK_DISABLED);
  }

  /** What operations on one webhook have in common. */
  static Op of(Op op) {
    return op.takes("path", "id", uuid(), "The webhook's id.")
        .refuses(Refusal.WEBHOOK_NOT_FOUND, Refusal.NOT_ACCEPTABLE, Refusal.DATABASE_UNAVAILABLE);
  }

  private static final String PLAIN = "{\"url\":\"https://example.com/hooks/sluice\"}";

  private static final String FULL =
      """
      {"url":"https://example.com/hooks/sluice","events":["job.completed","job.failed","job.retrying"],
       "description":"billing","headers":{"Authorization":"Bearer EXAMPLE-not-a-token"},
       "rate_limit_per_second":50,"asymmetric_signature":true}
      """;

  private static final String CLEAR =
      "{\"description\":null,\"headers\":{\"X-Tenant\":\"acme\"},\"rate_limit_per_second\":null}";

  private static final String ROTATION =
      "{\"secret\":\"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\",\"grace_seconds\":3600}";

  private static final String WEBHOOK =
      """
      {"id":"8a4f0a52-6b0e-4d7e-9a55-0d1c8d2e4b90","url":"https://example.com/hooks/sluice",
       "events":["job.completed","job.failed"],"description":"billing","enabled":true,"disabled_reason":null,
       "disabled_at":null,"header_names":["Authorization"],"rate_limit_per_second":50,"asymmetric_signature":true,
       "secrets":[{"created_at":"2026-11-22T21:05:35.454Z","expires_at":null}],
       "created_at":"2026-11-22T21:05:35.454Z","updated_at":"2026-11-22T21:05:35.454Z"}
      """;

  private static final String DISABLED =
      WEBHOOK
          .replace("\"enabled\":true", "\"enabled\":false")
          .replace("\"disabled_reason\":null", "\"disabled_reason\":\"gone\"")
          .replace("\"disabled_at\":null", "\"disabled_at\":\"2026-11-22T22:05:35.454Z\"");

  private static final String NEW =
      WEBHOOK.replace(
          "\"updated_at\"",
          "\"secret\":\"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\",\"updated_at\"");

  private static final String PAGE =
      "{\"items\":["
          + WEBHOOK
          + "],\"total\":1,\"page\":1,\"page_size\":20,\"has_more\":false,\"next_cursor\":null}";

  private static final String PUBLIC_KEYS =
      """
      {"public_key":"whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
       "keys":[{"public_key":"whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
         "created_at":"2026-11-22T21:05:35.454Z","expires_at":null}]}
      """;

  private static final String PLANNED =
      """
      {"delivery_id":"0a5b8b1e-33a5-4f0d-a9a6-0c4a4b8f3f11","event_id":"5a2c2b51-6e0f-4a9e-8a55-3f1c8d2e4b90"}
      """;
}
