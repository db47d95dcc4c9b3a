package dev.sluice.job;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** The types of jobs' events, on the events topic and in webhooks. */
public enum EventType {
  COMPLETED("job.completed"),
  FAILED("job.failed"),
  CANCELLED("job.cancelled"),
  RETRYING("job.retrying");

  private final String wireName;

  EventType(String wireName) {
    this.wireName = wireName;
  }

  /** E.g. {@code job.completed}. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  public static Optional<EventType> ofWireName(String name) {
    return Arrays.stream(values()).filter(type -> type.wireName.equals(name)).findFirst();
  }
}
