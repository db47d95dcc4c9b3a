package dev.sluice.api.webhooks;

import dev.sluice.egress.RegistrationCheck;
import dev.sluice.egress.UrlCheck;
import dev.sluice.job.EventType;
import dev.sluice.webhooks.endpoint.EndpointSettings;
import dev.sluice.wire.Fields;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the settings of an endpoint. */
final class Settings {

  private Settings() {}

  /**
   * Those that are given.
   *
   * @throws dev.sluice.wire.InvalidFieldException where a field is out of bounds, or no URL is
   *     given and one is required
   */
  static EndpointSettings read(Fields fields, RegistrationCheck addresses, boolean urlIsRequired) {
    String url = url(fields, addresses);
    Set<EventType> events = events(fields);
    String description = description(fields);
    Map<String, String> headers = ExtraHeaders.read(fields);
    Integer rate = fields.integer("rate_limit_per_second", 1, WebhookBounds.MAX_RATE).orElse(null);
    if (urlIsRequired && url == null) {
      throw fields.invalid("url", "is required.");
    }
    return new EndpointSettings(
        url,
        events,
        description,
        headers,
        rate,
        fields.bool("enabled").orElse(null),
        fields.bool("asymmetric_signature").orElse(null));
  }

  private static @Nullable String url(Fields fields, RegistrationCheck addresses) {
    String url = fields.text("url", 1, WebhookBounds.MAX_URL).orElse(null);
    if (url != null && addresses.check(url) instanceof UrlCheck.Refused(var refusal)) {
      throw fields.invalid("url", refusal.rule());
    }
    return url;
  }

  private static @Nullable Set<EventType> events(Fields fields) {
    if (!fields.has("events")) {
      return null;
    }
    List<String> names = fields.texts("events", EventType.values().length, 1, 64);
    Set<EventType> events = EnumSet.noneOf(EventType.class);
    for (String name : names) {
      EventType type =
          EventType.ofWireName(name)
              .orElseThrow(() ->
                  fields.invalid(
                      "events",
                      "must name events among job.completed, job.failed, job.cancelled,"
                          + " job.retrying."));
      if (!events.add(type)) {
        throw fields.invalid("events", "must name each event once.");
      }
    }
    if (events.isEmpty()) {
      throw fields.invalid("events", "must have at least one item.");
    }
    return events;
  }

  private static @Nullable String description(Fields fields) {
    String description = fields.text("description", 0, WebhookBounds.MAX_DESCRIPTION).orElse(null);
    if (description != null && description.indexOf('\0') >= 0) {
      throw fields.invalid("description", "must not contain NUL.");
    }
    return description;
  }
}
