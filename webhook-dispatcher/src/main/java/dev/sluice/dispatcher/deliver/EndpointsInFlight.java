package dev.sluice.dispatcher.deliver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many attempts to each endpoint are under way in this process. Safe for all threads. */
final class EndpointsInFlight {

  private final ConcurrentHashMap<String, Integer> running = new ConcurrentHashMap<>();

  void begin(String endpoint) {
    running.merge(endpoint, 1, Integer::sum);
  }

  /** Returns how many there were, this one included. */
  int end(String endpoint) {
    Integer left = running.computeIfPresent(endpoint, (_, count) -> count == 1 ? null : count - 1);
    return left == null ? 1 : left + 1;
  }

  /** A copy; endpoints without an attempt under way are not in it. */
  Map<String, Integer> snapshot() {
    return Map.copyOf(running);
  }
}
