package dev.sluice.dispatcher.schedule;

import dev.sluice.dispatcher.schedule.DestinationState.Standing;
import dev.sluice.dispatcher.schedule.FairShare.InUse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The destinations that this process knows: all with running attempts, and the 50 000 most recently
 * used others, until they have not been seen for 15 minutes. Guarded by {@link DeliveryScheduler}.
 */
final class Destinations {

  private static final int MAX = 50_000;
  // Longer than a breaker may stay open.
  private static final long FORGOTTEN_AFTER = Duration.ofMinutes(15).toNanos();

  private final int widest;
  // Least recently used first.
  private final Map<String, DestinationState> byName = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<DestinationState> busy = new HashSet<>();

  /** {@code widest} is the maximum number of concurrent attempts per destination. */
  Destinations(int widest) {
    this.widest = widest;
  }

  DestinationState of(String name, String tenant, long now) {
    return byName.computeIfAbsent(name, _ -> new DestinationState(tenant, widest, now));
  }

  /** A known destination. */
  DestinationState of(String name) {
    DestinationState destination = byName.get(name);
    if (destination == null) {
      throw new IllegalStateException(name + " is not known");
    }
    return destination;
  }

  /** After attempts have started or ended. */
  void changed(DestinationState destination) {
    if (destination.isIdle()) {
      busy.remove(destination);
    } else {
      busy.add(destination);
    }
  }

  PermitUsage used() {
    return busy.stream().map(DestinationState::used).reduce(PermitUsage.NONE, PermitUsage::plus);
  }

  InUse inUse(@Nullable String favoured, long now) {
    Map<String, PermitUsage> byTenant = new HashMap<>();
    Map<String, PermitUsage> prompt = new HashMap<>();
    for (DestinationState destination : busy) {
      byTenant.merge(destination.tenant(), destination.used(), PermitUsage::plus);
      if (destination.standing(now) != Standing.SUSPECT) {
        prompt.merge(destination.tenant(), destination.used(), PermitUsage::plus);
      }
    }
    return new InUse(used(), byTenant, prompt, favoured);
  }

  long breakers(Breaker.State state, long now) {
    return byName.values().stream()
        .filter(destination -> destination.breakerState(now) == state)
        .count();
  }

  void forget(long now) {
    Iterator<DestinationState> leastRecentlyUsed = byName.values().iterator();
    while (leastRecentlyUsed.hasNext()) {
      DestinationState destination = leastRecentlyUsed.next();
      if (byName.size() <= MAX && !destination.isIdleSince(now - FORGOTTEN_AFTER)) {
        return;
      }
      if (destination.isIdle()) {
        leastRecentlyUsed.remove();
      }
    }
  }
}
