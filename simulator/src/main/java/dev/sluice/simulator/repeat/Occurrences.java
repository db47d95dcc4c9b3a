package dev.sluice.simulator.repeat;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Counts, from 0, how often each fingerprint was seen. Remembers a bounded number of them; beyond
 * it the one seen first is forgotten and would count from 0 again. Thread-safe.
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

  /** How often {@code fingerprint} was given to this method before. */
  public synchronized int next(Fingerprint fingerprint) {
    int before = seen.merge(fingerprint, 1, Integer::sum) - 1;
    if (seen.size() > bound) {
      seen.pollFirstEntry();
    }
    return before;
  }

  /** Lets {@code fingerprint} count from 0 again. */
  public synchronized void forget(Fingerprint fingerprint) {
    seen.remove(fingerprint);
  }

  public synchronized void clear() {
    seen.clear();
  }
}
