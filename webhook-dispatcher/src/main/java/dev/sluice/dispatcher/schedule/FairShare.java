package dev.sluice.dispatcher.schedule;

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
 * Grants free permits one at a time, each with the estimated bytes of a body: the next permit goes
 * to the tenant that uses least, and within it to the destination that uses fewest; among equals to
 * the least recently served. So tenants take turns, and so do the destinations of each, whatever
 * their backlogs.
 *
 * <p>While a tenant within its share waits, no other gets more than its share, except for the first
 * permits of its proven destinations: up to an eighth of a share for all that are not suspect, as
 * slow destinations must not starve the tenant's others.
 *
 * <p>A part of the permits, and of the bytes, is reserved: the first quarter of the reserve for
 * destinations that are proven or idle, the next for those of them with few running attempts, then
 * an eighth for idle ones that are not suspect, a quarter for idle ones that are proven, and the
 * last eighth for idle ones that are not suspect and whose tenants are within their shares. So
 * destinations that hang or are slow leave room for others, and a suspect destination is tried
 * again while half the reserve is free.
 */
final class FairShare {

  /**
   * What is in use.
   *
   * @param byTenant without tenants that use nothing
   * @param prompt the part of it that is used by destinations that are not suspect
   * @param favoured a destination that has waited long for bytes: those it needs are not granted to
   *     others
   */
  record InUse(
      PermitUsage all,
      Map<String, PermitUsage> byTenant,
      Map<String, PermitUsage> prompt,
      @Nullable String favoured) {}

  /**
   * The result.
   *
   * @param grants by destination, in the order of their first permits
   * @param beyondShare tenants that got no more because others wait
   * @param shortOfBytes destinations that got nothing only for lack of memory
   */
  record Shares(
      Map<String, PermitUsage> grants, Set<String> beyondShare, Set<String> shortOfBytes) {}

  private final ShareLimits limits;
  private final Map<String, TenantShare.Grant> granted = new LinkedHashMap<>();
  private final Map<String, TenantShare> byName = new HashMap<>();
  private final Set<String> beyondShare = new HashSet<>();
  private final Set<String> shortOfBytes = new HashSet<>();
  private final PriorityQueue<TenantShare> tenants = new PriorityQueue<>(TenantShare.ORDER);
  private TenantShare.@Nullable Grant favoured;
  private long freePermits;
  private long freeBytes;
  private boolean waitsWithinShare;

  private FairShare(ShareLimits limits, PermitUsage inUse) {
    this.limits = limits;
    this.freePermits = limits.permits().all() - inUse.permits();
    this.freeBytes = limits.bytes().all() - inUse.bytes();
  }

  /** Grants at most {@code max} permits. */
  static Shares of(List<Candidate> candidates, InUse inUse, int max, ShareLimits limits) {
    FairShare share = new FairShare(limits, inUse.all());
    candidates.forEach(candidate -> share.add(candidate, inUse));
    share.tenants.addAll(share.byName.values());
    for (int count = 0; count < max && share.grantOne(); count++) {}
    return new Shares(share.grants(), share.beyondShare, share.shortOfBytes);
  }

  private void add(Candidate candidate, InUse inUse) {
    TenantShare.Grant grant = new TenantShare.Grant(candidate);
    if (candidate.destination().equals(inUse.favoured())) {
      favoured = grant;
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
        .add(grant);
  }

  /** Grants one permit; false if no candidate may have one. */
  private boolean grantOne() {
    while (true) {
      TenantShare tenant = tenants.poll();
      if (tenant == null || freePermits <= 0) {
        return false;
      }
      boolean beyond = tenant.isBeyondShare();
      boolean guaranteedOnly = beyond && waitsWithinShare;
      TenantShare.Grant grant =
          tenant.grantOne(
              next -> (!guaranteedOnly || tenant.isGuaranteed(next)) && mayHave(next, beyond));
      if (grant != null) {
        freePermits--;
        freeBytes -= grant.candidate().need();
        granted.put(grant.candidate().destination(), grant);
        tenants.add(tenant);
        return true;
      }
      if (guaranteedOnly) {
        beyondShare.add(tenant.name());
      }
      waitsWithinShare |= tenant.isWaiting() && !beyond;
    }
  }

  private boolean mayHave(TenantShare.Grant grant, boolean beyond) {
    Candidate candidate = grant.candidate();
    int running = grant.used().permits();
    if (freePermits - 1 < limits.permits().floor(candidate.standing(), running, beyond)) {
      return false;
    }
    if (freeBytes - keptFrom(grant) - candidate.need()
        < limits.bytes().floor(candidate.standing(), running, beyond)) {
      if (grant.granted().permits() == 0) {
        shortOfBytes.add(candidate.destination());
      }
      return false;
    }
    return true;
  }

  /** Bytes that are kept for the favoured destination until it has a permit. */
  private long keptFrom(TenantShare.Grant grant) {
    return favoured == null || favoured == grant || favoured.granted().permits() > 0
        ? 0
        : favoured.candidate().need();
  }

  /**
   * As sizes are estimates, free bytes that are not reserved are divided equally among the granted
   * destinations: low estimates matter only if memory is short.
   */
  private Map<String, PermitUsage> grants() {
    Map<String, Integer> destinationsOf = new HashMap<>();
    granted
        .values()
        .forEach(grant -> destinationsOf.merge(grant.candidate().tenant(), 1, Integer::sum));
    Map<String, PermitUsage> grants = new LinkedHashMap<>();
    granted.forEach((name, grant) -> {
      long spare = (freeBytes - keptFrom(grant) - limits.bytes().reserve()) / granted.size();
      if (byName.size() > 1) {
        String tenant = grant.candidate().tenant();
        long left = limits.bytes().perTenant() - requireNonNull(byName.get(tenant)).used().bytes();
        spare = Math.min(spare, left / destinationsOf.getOrDefault(tenant, 1));
      }
      spare = Math.min(spare, limits.bytesPerDestination() - grant.used().bytes());
      grants.put(name, grant.granted().plus(0, Math.max(0, spare)));
    });
    return grants;
  }
}
