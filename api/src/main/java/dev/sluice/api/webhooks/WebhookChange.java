package dev.sluice.api.webhooks;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.OptBoolean;
import dev.sluice.api.http.body.JsonBody;
import dev.sluice.egress.RegistrationCheck;
import dev.sluice.webhooks.endpoint.EndpointSettings;
import dev.sluice.wire.InvalidFieldException;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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
    @JsonUnwrapped @Valid EndpointFields fields,
    @JacksonInject(value = JsonBody.MEMBERS, useInput = OptBoolean.FALSE) @Schema(hidden = true)
        Set<String> members) {

  private static final Set<String> CLEARABLE =
      Set.of("description", "headers", "rate_limit_per_second");

  EndpointSettings settings(RegistrationCheck addresses) {
    return fields.settings(url, addresses);
  }

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
    addGiven("events", fields.events(), changed);
    addGiven("enabled", fields.enabled(), changed);
    addGiven("asymmetric_signature", fields.asymmetricSignature(), changed);
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
