package dev.sluice.dispatcher.pick;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shares out free permits one at a time, each with the estimated bytes of a body: the next one goes
 * to the tenant that uses least, and of it to the destination that uses fewest; among equals to the
 * one that was served longest ago. So tenants take turns, and so do the destinations of each,
 * whatever their backlogs.
 *
 * <p>While a tenant within its share waits, no other gets more than its share, except for the first
 * permits of its proven destinations: up to an eighth of a share for all that are no suspects, as
 * what its slow ones use is not their doing.
 *
 * <p>A part of the permits, and of the bytes, is reserved: the first quarter of the reserve for
 * destinations that are proven or idle, the next for those of them with few attempts under way,
 * then an eighth for idle ones that are no suspects, a quarter for idle ones that are proven, and
 * the last eighth for idle ones that are no suspects and of tenants within their shares. So
 * destinations that hang or are slow leave room for the others, and a suspect is tried again while
 * half the reserve is free.
 */
final class FairShare {

  /** {@code bytesPerDestination} is a bound that one body may exceed. */
  record Limits(Limit permits, Limit bytes, long bytesPerDestination) {}

  /**
   * What is in use.
   *
   * @param byTenant absent for nothing
   * @param prompt of that, by destinations that are no suspects; absent for nothing
   * @param favoured a destination that waited long for bytes: those it needs are kept from others
   */
  record InUse(
      PermitUsage all,
      Map<String, PermitUsage> byTenant,
      Map<String, PermitUsage> prompt,
      @Nullable String favoured) {}

  /**
   * Who gets what.
   *
   * @param grants by destination, in the order of their first permits
   * @param beyondShare tenants that got no more because others wait
   * @param shortOfBytes destinations that got nothing for lack of memory alone
   */
  record Shares(
      Map<String, PermitUsage> grants, Set<String> beyondShare, Set<String> shortOfBytes) {}

  private final Limits limits;
  private final Map<String, DestinationShare> given = new LinkedHashMap<>();
  private final Map<String, TenantShare> byName = new HashMap<>();
  private final Set<String> beyondShare = new HashSet<>();
  private final Set<String> shortOfBytes = new HashSet<>();
  private final PriorityQueue<TenantShare> tenants = new PriorityQueue<>(TenantShare.ORDER);
  private @Nullable DestinationShare favoured;
  private long freePermits;
  private long freeBytes;
  private boolean waitsWithinShare;

  private FairShare(Limits limits, PermitUsage inUse) {
    this.limits = limits;
    this.freePermits = limits.permits().all() - inUse.permits();
    this.freeBytes = limits.bytes().all() - inUse.bytes();
  }

  /** Shares out at most {@code max} permits. */
  static Shares of(List<Candidate> candidates, InUse inUse, int max, Limits limits) {
    FairShare share = new FairShare(limits, inUse.all());
    candidates.forEach(candidate -> share.add(candidate, inUse));
    share.tenants.addAll(share.byName.values());
    for (int count = 0; count < max && share.giveOne(); count++) {}
    return new Shares(share.grants(), share.beyondShare, share.shortOfBytes);
  }

  private void add(Candidate candidate, InUse inUse) {
    DestinationShare destination = new DestinationShare(candidate);
    if (candidate.destination().equals(inUse.favoured())) {
      favoured = destination;
    }
    byName
        .computeIfAbsent(
            candidate.tenant(),
            name ->
                new TenantShare(
                    name,
                    inUse.byTenant().getOrDefault(name, PermitUsage.NONE),
                    inUse.prompt().getOrDefault(name, PermitUsage.NONE),
                    limits))
        .add(destination);
  }

  /** Gives one permit; false if nobody may have one. */
  private boolean giveOne() {
    while (true) {
      TenantShare tenant = tenants.poll();
      if (tenant == null || freePermits <= 0) {
        return false;
      }
      boolean beyond = tenant.isBeyondShare();
      boolean guaranteedOnly = beyond && waitsWithinShare;
      DestinationShare destination =
          tenant.give(
              next -> (!guaranteedOnly || tenant.isGuaranteed(next)) && mayHave(next, beyond));
      if (destination != null) {
        freePermits--;
        freeBytes -= destination.candidate().need();
        given.put(destination.candidate().destination(), destination);
        tenants.add(tenant);
        return true;
      }
      if (guaranteedOnly) {
        beyondShare.add(tenant.name());
      }
      waitsWithinShare |= tenant.isWaiting() && !beyond;
    }
  }

  private boolean mayHave(DestinationShare destination, boolean beyond) {
    Candidate candidate = destination.candidate();
    int underWay = destination.used().permits();
    if (freePermits - 1 < limits.permits().floor(candidate.standing(), underWay, beyond)) {
      return false;
    }
    if (freeBytes - keptFrom(destination) - candidate.need()
        < limits.bytes().floor(candidate.standing(), underWay, beyond)) {
      if (destination.given().permits() == 0) {
        shortOfBytes.add(candidate.destination());
      }
      return false;
    }
    return true;
  }

  /** Bytes that are kept for the favoured destination until it has a permit. */
  private long keptFrom(DestinationShare destination) {
    return favoured == null || favoured == destination || favoured.given().permits() > 0
        ? 0
        : favoured.candidate().need();
  }

  /**
   * Sizes are estimates, so bytes that are free and not reserved are lent to those that got
   * permits, the same to each: estimates that are too small matter only where memory is short.
   */
  private Map<String, PermitUsage> grants() {
    Map<String, Integer> destinationsOf = new HashMap<>();
    given.values().forEach(one -> destinationsOf.merge(one.candidate().tenant(), 1, Integer::sum));
    Map<String, PermitUsage> grants = new LinkedHashMap<>();
    given.forEach((name, destination) -> {
      long spare = (freeBytes - keptFrom(destination) - limits.bytes().reserve()) / given.size();
      if (byName.size() > 1) {
        String tenant = destination.candidate().tenant();
        long left = limits.bytes().perTenant() - requireNonNull(byName.get(tenant)).used().bytes();
        spare = Math.min(spare, left / destinationsOf.getOrDefault(tenant, 1));
      }
      spare = Math.min(spare, limits.bytesPerDestination() - destination.used().bytes());
      grants.put(name, destination.given().plus(0, Math.max(0, spare)));
    });
    return grants;
  }
}
