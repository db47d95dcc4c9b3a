package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.integer;
import static dev.sluice.api.describe.Shapes.list;
import static dev.sluice.api.describe.Shapes.may;
import static dev.sluice.api.describe.Shapes.must;
import static dev.sluice.api.describe.Shapes.object;
import static dev.sluice.api.describe.Shapes.orNull;
import static dev.sluice.api.describe.Shapes.ref;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.timestamp;
import static dev.sluice.api.describe.Shapes.uuid;
import static dev.sluice.api.describe.Shapes.words;

import dev.sluice.api.describe.Shapes.Field;
import dev.sluice.api.keys.Scope;
import dev.sluice.job.TenantId;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** API keys, for callers with scope {@code admin}. */
final class Keys {

  private static final String TAG = "Keys";
  private static final int MAX_NAME = 200;

  private Keys() {}

  static Chapter chapter() {
    return new Chapter(
        TAG,
        "API keys; their scopes, limits and ends.",
        List.of(create(), listKeys(), revoke()),
        Map.of(
            "KeyRequest",
            request(),
            "KeyLimits",
            limits(),
            "Key",
            object(view(false)),
            "NewKey",
            object(view(true)),
            "KeyList",
            object(must("items", list(ref("Key")), "The newest 1000, newest first."))));
  }

  private static Op create() {
    return Op.scoped("POST", "/v1/admin/keys", "createKey", Scope.ADMIN)
        .says(TAG, "Make a key", "The key itself is in this answer and never again.")
        .takesJson("KeyRequest", "key", REQUEST)
        .answers(201, "The key.", "NewKey", "key", NEW_KEY)
        .with(201, Headers.LOCATION)
        .refuses(Refusal.NOT_ACCEPTABLE, Refusal.DATABASE_UNAVAILABLE);
  }

  private static Op listKeys() {
    return Op.scoped("GET", "/v1/admin/keys", "listKeys", Scope.ADMIN)
        .says(TAG, "List the keys", "Revoked and expired ones included.")
        .answers(200, "The keys.", "KeyList", "keys", "{\"items\":[" + KEY + "]}")
        .refuses(Refusal.NOT_ACCEPTABLE, Refusal.DATABASE_UNAVAILABLE);
  }

  private static Op revoke() {
    return Op.scoped("DELETE", "/v1/admin/keys/{id}", "revokeKey", Scope.ADMIN)
        .says(TAG, "Revoke a key", "Takes effect within 10 s. May be repeated.")
        .takes("path", "id", uuid(), "The key's id.")
        .answersNothing(204, "It is revoked.")
        .refuses(Refusal.KEY_NOT_FOUND, Refusal.DATABASE_UNAVAILABLE);
  }

  private static Schema<?> request() {
    return object(
        must("tenant", text(1, TenantId.MAX_LENGTH), "Whose jobs the key submits and sees."),
        must("name", text(1, MAX_NAME), "For people; without control characters."),
        must("scopes", list(words(scopes()), 1, Scope.values().length), "What the key allows."),
        may("limits", ref("KeyLimits"), "Limits of its own."),
        may("expires_at", timestamp(), "Worth nothing from then on; lies ahead."));
  }

  private static Schema<?> limits() {
    return object(
        limit("requests_per_minute"), limit("requests_per_hour"), limit("tokens_per_minute"));
  }

  private static Field limit(String name) {
    return may(name, orNull(integer(1, Integer.MAX_VALUE)), "Absent or null for the default.");
  }

  private static Field[] view(boolean withKey) {
    List<Field> fields = new ArrayList<>();
    fields.add(must("id", uuid(), "The key's id."));
    if (withKey) {
      fields.add(must("key", text(), "The key itself."));
    }
    fields.addAll(
        List.of(
            must("tenant", text(), "Whose jobs the key submits and sees."),
            must("name", text(), "For people."),
            must("scopes", list(words(scopes())), "What the key allows."),
            must("limits", ref("KeyLimits"), "Limits of its own."),
            must("expires_at", orNull(timestamp()), "Worth nothing from then on."),
            must("created_at", timestamp(), "When it was made."),
            may("revoked_at", timestamp(), "When it was revoked; absent while it is not.")));
    return fields.toArray(Field[]::new);
  }

  private static List<String> scopes() {
    return Arrays.stream(Scope.values()).map(Scope::wireName).toList();
  }

  private static final String REQUEST =
      """
      {"tenant":"acme","name":"nightly batch","scopes":["jobs:read","jobs:write"],
       "limits":{"requests_per_minute":600},"expires_at":"2027-12-31T00:00:00Z"}
      """;

  private static final String KEY =
      """
      {"id":"b1a5c1f0-6f0e-4a53-9a5e-2f6f5a6f0b11","tenant":"acme","name":"nightly batch",
       "scopes":["jobs:read","jobs:write"],"limits":{"requests_per_minute":600,"requests_per_hour":null,
       "tokens_per_minute":null},"expires_at":"2027-12-31T00:00:00Z","created_at":"2026-11-22T21:05:35.454Z"}
      """;

  private static final String NEW_KEY =
      KEY.replace("\"tenant\"", "\"key\":\"slk_EXAMPLE-not-a-key\",\"tenant\"");
}
