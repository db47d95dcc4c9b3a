package dev.sluice.job;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** What is announced of a job on the events topic and by webhook. */
public enum EventType {
  COMPLETED("job.completed"),
  FAILED("job.failed"),
  CANCELLED("job.cancelled"),
  RETRYING("job.retrying");

  private final String wireName;

  EventType(String wireName) {
    this.wireName = wireName;
  }

  /** The name on the wire, e.g. {@code job.completed}. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The type with exactly this wire name; empty for any other text. */
  public static Optional<EventType> ofWireName(String name) {
    return Arrays.stream(values()).filter(type -> type.wireName.equals(name)).findFirst();
  }
}
