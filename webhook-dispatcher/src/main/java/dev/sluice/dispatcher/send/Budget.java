package dev.sluice.dispatcher.send;

/**
 * How much of something is left to be spent: a little while nothing goes on, and more for what goes
 * on. What was not spent does not add up: no more is left than what now goes on was granted. Safe
 * for all threads.
 */
final class Budget {

  private final long idle;
  private long granted;
  private long left;

  Budget(long idle) {
    this.idle = idle;
    this.left = idle;
  }

  synchronized void grant(long amount) {
    granted += amount;
    left = Math.min(left + amount, idle + granted);
  }

  /** What a grant was for is over. */
  synchronized void withdraw(long amount) {
    granted -= amount;
    left = Math.min(left, idle + granted);
  }

  /** False where it is more than was left. */
  synchronized boolean spend(long amount) {
    left -= amount;
    return left >= 0;
  }
}
