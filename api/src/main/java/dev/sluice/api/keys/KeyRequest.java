package dev.sluice.api.keys;

import dev.sluice.job.TenantId;
import dev.sluice.wire.Fields;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What {@code POST /v1/admin/keys} asks for. */
record KeyRequest(String name, KeyGrant grant) {

  private static final int MAX_NAME = 200;
  private static final String SCOPES = "jobs:read, jobs:write, chat, admin";

  static KeyRequest read(JsonNode document, Instant now) {
    Fields fields = Fields.of(document);
    return new KeyRequest(
        name(fields),
        new KeyGrant(tenant(fields), scopes(fields), limits(fields), expiresAt(fields, now)));
  }

  private static String name(Fields fields) {
    String name = fields.requiredText("name", 1, MAX_NAME);
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw fields.invalid("name", "must not be blank or contain control characters.");
    }
    return name;
  }

  private static TenantId tenant(Fields fields) {
    String tenant = fields.requiredText("tenant", 1, TenantId.MAX_LENGTH);
    try {
      return new TenantId(tenant);
    } catch (IllegalArgumentException _) {
      throw fields.invalid(
          "tenant", "must have 1 to 256 characters, no control characters, and not be blank.");
    }
  }

  private static Set<Scope> scopes(Fields fields) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String name : fields.texts("scopes", Scope.values().length, 1, 64)) {
      scopes.add(
          Scope.ofWireName(name)
              .orElseThrow(
                  () -> fields.invalid("scopes", "must name scopes among " + SCOPES + ".")));
    }
    if (scopes.isEmpty()) {
      throw fields.invalid("scopes", "must have at least one item.");
    }
    return scopes;
  }

  private static Limits limits(Fields fields) {
    return fields
        .object("limits")
        .map(limits ->
            new Limits(
                limits.integer("requests_per_minute", 1, Integer.MAX_VALUE).orElse(null),
                limits.integer("requests_per_hour", 1, Integer.MAX_VALUE).orElse(null),
                limits.integer("tokens_per_minute", 1, Integer.MAX_VALUE).orElse(null)))
        .orElseGet(() -> new Limits(null, null, null));
  }

  private static @Nullable Instant expiresAt(Fields fields, Instant now) {
    Instant expiresAt = fields.timestamp("expires_at").orElse(null);
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw fields.invalid("expires_at", "must lie ahead.");
    }
    return expiresAt;
  }
}
