package dev.sluice.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/** The id of a job, made and verified by {@code dev.sluice.receipt.Receipts}. */
public record JobId(@JsonValue UUID value) {

  private static final int TEXT_LENGTH = 36;

  public JobId {
    requireNonNull(value);
  }

  /** Reads the canonical 36-character form, in either case; empty for anything else. */
  public static Optional<JobId> parse(String text) {
    if (text.length() != TEXT_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(new JobId(UUID.fromString(text)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
