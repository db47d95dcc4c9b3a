package dev.sluice.api.webhooks;

import dev.sluice.egress.RegistrationCheck;
import dev.sluice.webhooks.endpoint.EndpointSettings;
import dev.sluice.wire.Fields;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The body of {@code PATCH /v1/webhooks/{id}}, a merge patch (RFC 7396).
 *
 * @param named the fields that are to change
 */
record EndpointChange(EndpointSettings settings, SortedSet<String> named) {

  private static final Set<String> CLEARABLE =
      Set.of("description", "headers", "rate_limit_per_second");
  private static final Set<String> KEPT =
      Set.of("url", "events", "enabled", "asymmetric_signature");

  EndpointChange {
    named = Collections.unmodifiableSortedSet(new TreeSet<>(named));
  }

  static EndpointChange read(JsonNode document, RegistrationCheck addresses) {
    Fields fields = Fields.of(document);
    List<String> names = fields.names();
    if (names.contains("secret")) {
      throw fields.invalid("secret", "is changed by POST /v1/webhooks/{id}/rotate-secret.");
    }
    SortedSet<String> named = new TreeSet<>();
    for (String name : names) {
      if (KEPT.contains(name) && !fields.has(name)) {
        throw fields.invalid(name, "must not be null.");
      }
      if (KEPT.contains(name) || CLEARABLE.contains(name)) {
        named.add(name);
      }
    }
    return new EndpointChange(Settings.read(fields, addresses, false), named);
  }
}
