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

  /** Now plus this budget; it has passed if the budget is not positive. */
  public static Deadline in(Duration budget) {
    return new Deadline(System.nanoTime() + budget.toNanos());
  }

  /** The remaining time; zero once it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  public boolean hasPassed() {
    return nanoTime - System.nanoTime() <= 0;
  }
}
