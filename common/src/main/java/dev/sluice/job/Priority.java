package dev.sluice.job;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which of a claim's candidates go first; declared in that order. */
public enum Priority {
  HIGH,
  NORMAL,
  LOW;

  /** The name on the wire and in the database, lower case. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The priority with exactly this wire name; empty for any other text. */
  public static Optional<Priority> ofWireName(String name) {
    return Arrays.stream(values()).filter(priority -> priority.wireName().equals(name)).findFirst();
  }
}
