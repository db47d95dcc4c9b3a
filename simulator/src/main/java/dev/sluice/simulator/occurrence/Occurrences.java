package dev.sluice.simulator.occurrence;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Counts, from 0, how often each fingerprint was seen. Keeps a bounded number of counters; beyond
 * the bound, the oldest is dropped and starts from 0 again. Thread-safe.
 */
public final class Occurrences {

  private final int bound;
  private final SequencedMap<Fingerprint, Integer> seen = new LinkedHashMap<>();

  public Occurrences(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("The bound must be positive, not " + bound);
    }
    this.bound = bound;
  }

  /** Returns how often this method was called with {@code fingerprint} before. */
  public synchronized int next(Fingerprint fingerprint) {
    int before = seen.merge(fingerprint, 1, Integer::sum) - 1;
    if (seen.size() > bound) {
      seen.pollFirstEntry();
    }
    return before;
  }

  /** Resets the counter of {@code fingerprint}. */
  public synchronized void forget(Fingerprint fingerprint) {
    seen.remove(fingerprint);
  }

  public synchronized void clear() {
    seen.clear();
  }
}
