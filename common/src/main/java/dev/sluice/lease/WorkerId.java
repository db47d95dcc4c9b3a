package dev.sluice.lease;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** A worker. A process that lost its lease registers under a new id. */
public record WorkerId(UUID value) {

  public WorkerId {
    requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
