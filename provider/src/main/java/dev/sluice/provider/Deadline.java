package dev.sluice.provider;

import java.time.Duration;

/**
 * A moment on the monotonic clock of this process, so that a step of the wall clock neither
 * shortens nor lengthens a call.
 */
public final class Deadline {

  private final long nanoTime;

  private Deadline(long nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The moment that lies this far ahead; one that has passed where it is not positive. */
  public static Deadline in(Duration budget) {
    return new Deadline(System.nanoTime() + budget.toNanos());
  }

  /** What is left; zero once it has passed, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  public boolean hasPassed() {
    return nanoTime - System.nanoTime() <= 0;
  }
}
