package dev.sluice.lease;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** One life of a worker process: a process that lost its lease comes back under a new id. */
public record WorkerId(UUID value) {

  public WorkerId {
    requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
