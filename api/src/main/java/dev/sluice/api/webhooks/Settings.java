package dev.sluice.api.webhooks;

import dev.sluice.job.EventType;
import dev.sluice.wire.Fields;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request says of an endpoint; null where it says nothing. */
record Settings(
    @Nullable String url,
    @Nullable Set<EventType> events,
    @Nullable String description,
    @Nullable ExtraHeaders headers,
    @Nullable Integer rateLimitPerSecond) {

  Settings {
    events = events == null ? null : Set.copyOf(events);
  }

  /**
   * Reads what is given.
   *
   * @throws dev.sluice.wire.InvalidFieldException where a field is out of bounds
   */
  static Settings read(Fields fields, AddressCheck addresses) {
    return new Settings(
        url(fields, addresses),
        events(fields),
        description(fields),
        ExtraHeaders.read(fields).orElse(null),
        fields.integer("rate_limit_per_second", 1, WebhookBounds.MAX_RATE).orElse(null));
  }

  private static @Nullable String url(Fields fields, AddressCheck addresses) {
    String url = fields.text("url", 1, WebhookBounds.MAX_URL).orElse(null);
    if (url != null) {
      addresses
          .refusal(url)
          .ifPresent(rule -> {
            throw fields.invalid("url", rule);
          });
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

  /** Never shows the query of the URL. */
  @Override
  public String toString() {
    return "Settings[" + events + ", " + headers + ", " + rateLimitPerSecond + "]";
  }
}
