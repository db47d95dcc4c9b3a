package dev.sluice.api.webhooks;

import dev.sluice.wire.Fields;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What {@code PATCH /v1/webhooks/{id}} asks for, as a merge patch (RFC 7396).
 *
 * @param named the fields that are to change, sorted
 * @param cleared those of them that are to be absent from now on
 * @param enabled null for as it is
 * @param asymmetricSignature null for as it is
 */
record EndpointChange(
    List<String> named,
    Set<String> cleared,
    Settings settings,
    @Nullable Boolean enabled,
    @Nullable Boolean asymmetricSignature) {

  private static final Set<String> CLEARABLE =
      Set.of("description", "headers", "rate_limit_per_second");
  private static final Set<String> KEPT =
      Set.of("url", "events", "enabled", "asymmetric_signature");

  EndpointChange {
    named = List.copyOf(named);
    cleared = Set.copyOf(cleared);
  }

  static EndpointChange read(JsonNode document, AddressCheck addresses) {
    Fields fields = Fields.of(document);
    List<String> names = fields.names();
    if (names.contains("secret")) {
      throw fields.invalid("secret", "is changed by POST /v1/webhooks/{id}/rotate-secret.");
    }
    for (String name : names) {
      if (KEPT.contains(name) && !fields.has(name)) {
        throw fields.invalid(name, "must not be null.");
      }
    }
    return new EndpointChange(
        names.stream()
            .filter(name -> CLEARABLE.contains(name) || KEPT.contains(name))
            .sorted()
            .toList(),
        names.stream()
            .filter(name -> CLEARABLE.contains(name) && !fields.has(name))
            .collect(Collectors.toSet()),
        Settings.read(fields, addresses),
        fields.bool("enabled").orElse(null),
        fields.bool("asymmetric_signature").orElse(null));
  }

  boolean isEmpty() {
    return named.isEmpty();
  }

  boolean names(String field) {
    return named.contains(field);
  }
}
