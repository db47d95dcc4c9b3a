package dev.sluice.job;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * Where a job's events go. The secret is not part of it: it travels and rests sealed.
 *
 * @param url absolute http or https URL, at most 2048 characters, no user info
 * @param events which events are delivered; never empty
 */
public record Webhook(String url, Set<EventType> events) {

  public static final Set<EventType> DEFAULT_EVENTS = Set.of(EventType.COMPLETED, EventType.FAILED);

  public Webhook {
    requireNonNull(url);
    events = Set.copyOf(events);
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a webhook has at least one event");
    }
  }
}
