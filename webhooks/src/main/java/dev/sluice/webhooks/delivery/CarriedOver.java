package dev.sluice.webhooks.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Outcomes whose endpoint's row was locked by somebody else when their deliveries were settled: no
 * delivery waits for that. They go with the next {@link Settlements#carryOn}, and are lost with the
 * process: some failures are not counted then, and an endpoint that is gone says so again once its
 * delivery is released.
 *
 * <p>At most {@value #MAX} endpoints; what comes for others is dropped. Safe for all threads.
 */
final class CarriedOver {

  static final int MAX = 10_000;

  private final Map<EndpointOutcomes.Key, EndpointOutcomes> carried = new LinkedHashMap<>();

  /** Takes everything out. */
  synchronized List<EndpointOutcomes> take() {
    List<EndpointOutcomes> all = List.copyOf(carried.values());
    carried.clear();
    return all;
  }

  /** Adds what came after that which is here. */
  synchronized void add(List<EndpointOutcomes> outcomes) {
    for (EndpointOutcomes outcome : outcomes) {
      if (carried.size() < MAX || carried.containsKey(outcome.key())) {
        carried.merge(outcome.key(), outcome, EndpointOutcomes::then);
      }
    }
  }

  synchronized boolean has(EndpointOutcomes.Key key) {
    return carried.containsKey(key);
  }
}
