package dev.sluice.api.webhooks;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.OptBoolean;
import dev.sluice.api.http.body.JsonBody;
import dev.sluice.egress.ExtraHeaderRules;
import dev.sluice.job.EventType;
import dev.sluice.wire.InvalidFieldException;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.hibernate.validator.constraints.UniqueElements;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PATCH /v1/webhooks/{id}}, a merge patch (RFC 7396): {@code null} clears the
 * description, the headers and the rate.
 *
 * @param members the names of the body's members
 */
record WebhookChange(
    @JsonInclude(Include.NON_NULL)
        @Schema(description = "Where deliveries are sent.")
        @Size(min = 1, max = WebhookBounds.MAX_URL)
        @Nullable String url,
    @JsonInclude(Include.NON_NULL)
        @Schema(description = "The events to receive.")
        @Size(min = 1, max = 4)
        @UniqueElements
        @Nullable List<@NotNull EventType> events,
    @Schema(description = "For people, without NUL.", requiredMode = RequiredMode.NOT_REQUIRED)
        @Size(max = WebhookBounds.MAX_DESCRIPTION)
        @Nullable String description,
    @Schema(
            description = "Extra headers of each delivery, except those that Sluice sets itself.",
            maxProperties = WebhookBounds.MAX_HEADERS,
            requiredMode = RequiredMode.NOT_REQUIRED)
        @Size(max = WebhookBounds.MAX_HEADERS)
        @Nullable
            Map<
                @Size(min = 1, max = ExtraHeaderRules.MAX_NAME)
                @Pattern(
                    regexp = WebhookBounds.HEADER_NAME,
                    message = "must have header names (tokens of RFC 9110)")
                String,
                @NotNull @Size(max = WebhookBounds.MAX_HEADER_VALUE)
                @Pattern(
                    regexp = WebhookBounds.HEADER_VALUE,
                    message = "must be visible ASCII, with spaces only inside")
                String>
            headers,
    @Schema(
            description = "The maximum number of attempts per second; unlimited if null.",
            requiredMode = RequiredMode.NOT_REQUIRED)
        @Min(1)
        @Max(WebhookBounds.MAX_RATE)
        @Nullable Integer rateLimitPerSecond,
    @JsonInclude(Include.NON_NULL)
        @Schema(description = "Whether deliveries are sent; they are held while it is false.")
        @Nullable Boolean enabled,
    @JsonInclude(Include.NON_NULL)
        @Schema(
            description =
                "Whether deliveries have a `v1a` signature (ed25519) in addition to `v1`.")
        @Nullable Boolean asymmetricSignature,
    @JacksonInject(value = JsonBody.MEMBERS, useInput = OptBoolean.FALSE) @Schema(hidden = true)
        Set<String> members)
    implements EndpointFields {

  private static final Set<String> CLEARABLE =
      Set.of("description", "headers", "rate_limit_per_second");

  /**
   * The names of the settings that change.
   *
   * @throws InvalidFieldException where one may not change, or not to null
   */
  SortedSet<String> changed() {
    if (members.contains("secret")) {
      throw InvalidFieldException.of(
          "secret", "is changed by POST /v1/webhooks/{id}/rotate-secret.");
    }
    SortedSet<String> changed = new TreeSet<>(CLEARABLE);
    changed.retainAll(members);
    addGiven("url", url, changed);
    addGiven("events", events, changed);
    addGiven("enabled", enabled, changed);
    addGiven("asymmetric_signature", asymmetricSignature, changed);
    return changed;
  }

  private void addGiven(String name, @Nullable Object value, SortedSet<String> changed) {
    if (members.contains(name)) {
      if (value == null) {
        throw InvalidFieldException.of(name, "must not be null.");
      }
      changed.add(name);
    }
  }

  /** Never shows the query of the URL, nor a header's value. */
  @Override
  public String toString() {
    return "WebhookChange" + members;
  }
}
