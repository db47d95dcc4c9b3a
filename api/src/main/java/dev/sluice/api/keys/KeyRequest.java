package dev.sluice.api.keys;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.job.TenantId;
import dev.sluice.wire.Fields;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What {@code POST /v1/admin/keys} asks for. */
@JsonInclude(Include.NON_NULL)
record KeyRequest(
    @Schema(description = "The tenant whose jobs the key submits and sees.")
        @Size(min = 1, max = TenantId.MAX_LENGTH)
        String tenant,
    @Schema(description = "For people; without control characters.")
        @Size(min = 1, max = KeyRequest.MAX_NAME)
        String name,
    @Schema(description = "What the key allows.") @Size(min = 1, max = 4) List<Scope> scopes,
    @Schema(description = "Limits of its own.") @Nullable Limits limits,
    @Schema(description = "Until when it is valid, in the future.") @Nullable Instant expiresAt) {

  static final int MAX_NAME = 200;
  private static final String SCOPES = "jobs:read, jobs:write, chat, admin";

  static KeyRequest read(JsonNode document, Instant now) {
    Fields fields = Fields.of(document);
    return new KeyRequest(
        tenant(fields), name(fields), scopes(fields), limits(fields), expiresAt(fields, now));
  }

  KeyGrant grant() {
    return new KeyGrant(
        new TenantId(tenant),
        Set.copyOf(scopes),
        requireNonNullElse(limits, new Limits(null, null, null, null)),
        expiresAt);
  }

  private static String name(Fields fields) {
    String name = fields.requiredText("name", 1, MAX_NAME);
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw fields.invalid("name", "must not be blank or contain control characters.");
    }
    return name;
  }

  private static String tenant(Fields fields) {
    String tenant = fields.requiredText("tenant", 1, TenantId.MAX_LENGTH);
    try {
      return new TenantId(tenant).value();
    } catch (IllegalArgumentException _) {
      throw fields.invalid(
          "tenant", "must have 1 to 256 characters, no control characters, and not be blank.");
    }
  }

  private static List<Scope> scopes(Fields fields) {
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
    return List.copyOf(scopes);
  }

  private static @Nullable Limits limits(Fields fields) {
    return fields
        .object("limits")
        .map(limits ->
            new Limits(
                limits.integer("requests_per_minute", 1, Integer.MAX_VALUE).orElse(null),
                limits.integer("requests_per_hour", 1, Integer.MAX_VALUE).orElse(null),
                limits.integer("tokens_per_minute", 1, Integer.MAX_VALUE).orElse(null),
                limits.integer("polls_per_minute", 1, Integer.MAX_VALUE).orElse(null)))
        .orElse(null);
  }

  private static @Nullable Instant expiresAt(Fields fields, Instant now) {
    Instant expiresAt = fields.timestamp("expires_at").orElse(null);
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw fields.invalid("expires_at", "must be in the future.");
    }
    return expiresAt;
  }
}
