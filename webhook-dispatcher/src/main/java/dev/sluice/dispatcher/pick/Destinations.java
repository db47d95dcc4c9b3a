package dev.sluice.dispatcher.pick;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What this process knows of destinations and tenants. At most 50 000 destinations without
 * deliveries under way are known, the latest ones; who was not thought of for 15 minutes is
 * forgotten, and is as a new one then. Guarded by {@link Picker}.
 */
final class Destinations {

  private static final int MOST = 50_000;
  // Longer than a breaker may stay open.
  private static final long FORGOTTEN_AFTER = Duration.ofMinutes(15).toNanos();

  private final int firstWindow;
  // By use, the longest unused first.
  private final Map<String, Destination> byName = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Use> heldByTenant = new HashMap<>();
  private final Set<Destination> busy = new HashSet<>();
  private Use held = Use.NONE;

  Destinations(int firstWindow) {
    this.firstWindow = firstWindow;
  }

  Destination of(String name, String tenant, long now) {
    return byName.computeIfAbsent(name, _ -> new Destination(tenant, firstWindow, now));
  }

  /** One with deliveries under way; such a one is never forgotten. */
  Destination of(String name) {
    Destination destination = byName.get(name);
    if (destination == null) {
      throw new IllegalStateException(name + " has nothing under way");
    }
    return destination;
  }

  void begun(Destination destination, int count, long bytes) {
    if (count > 0) {
      busy.add(destination);
      change(destination.tenant(), count, bytes);
    }
  }

  void ended(Destination destination, int bytes) {
    if (destination.isIdle()) {
      busy.remove(destination);
    }
    change(destination.tenant(), -1, -bytes);
  }

  private void change(String tenant, int permits, long bytes) {
    held = held.plus(permits, bytes);
    Use left = heldByTenant.getOrDefault(tenant, Use.NONE).plus(permits, bytes);
    if (left.permits() == 0) {
      heldByTenant.remove(tenant);
    } else {
      heldByTenant.put(tenant, left);
    }
  }

  /** What all have under way. */
  Use held() {
    return held;
  }

  /** What each tenant has under way; absent for nothing. */
  Map<String, Use> heldByTenant() {
    return heldByTenant;
  }

  /** What those destinations of each tenant have under way that are no suspects. */
  Map<String, Use> promptByTenant(long now) {
    Map<String, Use> prompt = new HashMap<>();
    for (Destination destination : busy) {
      if (destination.standing(now) != Standing.SUSPECT) {
        Use use = destination.held();
        prompt.merge(
            destination.tenant(), use, (one, other) -> one.plus(other.permits(), other.bytes()));
      }
    }
    return prompt;
  }

  int known() {
    return byName.size();
  }

  Map<BreakerState, Integer> breakers(long now) {
    Map<BreakerState, Integer> states = new EnumMap<>(BreakerState.class);
    byName
        .values()
        .forEach(destination -> states.merge(destination.breakerState(now), 1, Integer::sum));
    return states;
  }

  /** Forgets what need not be known any more. */
  void forget(long now) {
    Iterator<Destination> longestUnused = byName.values().iterator();
    while (longestUnused.hasNext()) {
      Destination destination = longestUnused.next();
      if (byName.size() <= MOST && !destination.isIdleSince(now - FORGOTTEN_AFTER)) {
        return;
      }
      if (destination.isIdle()) {
        longestUnused.remove();
      }
    }
  }
}
