package dev.sluice.job;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a job stands. The terminal ones never change. */
public enum JobStatus {
  PENDING(false),
  PROCESSING(false),
  COMPLETED(true),
  FAILED(true),
  CANCELLED(true);

  private final boolean terminal;

  JobStatus(boolean terminal) {
    this.terminal = terminal;
  }

  public boolean isTerminal() {
    return terminal;
  }

  /** The name on the wire and in the database, lower case. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status with exactly this wire name; empty for any other text. */
  public static Optional<JobStatus> ofWireName(String name) {
    return Arrays.stream(values()).filter(status -> status.wireName().equals(name)).findFirst();
  }
}
