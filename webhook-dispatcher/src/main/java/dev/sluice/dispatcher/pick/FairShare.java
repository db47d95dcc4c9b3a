package dev.sluice.dispatcher.pick;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shares free permits out, one at a time, and with each the bytes of memory that a delivery is
 * thought to need: the next goes to the tenant that holds least, of it to the destination that
 * holds fewest; among equals to who was served longest ago. So tenants take turns, and so do the
 * destinations of one, whatever their backlogs.
 *
 * <p>While a tenant within its share waits, none gets beyond its own; but proven destinations that
 * hold nothing get their first permit nevertheless, up to an eighth of a share for those that are
 * no suspects together: what its slow ones hold is not theirs. A part of the permits, and of the
 * bytes, is a reserve: its first quarter is for destinations that are proven or hold nothing, the
 * next one for those of them that hold few, then an eighth for those that hold nothing and are no
 * suspects, a quarter for those that hold nothing and are proven, and the last eighth for those
 * that hold nothing, are no suspects, and are of tenants within their share. So destinations that
 * hang or are slow leave room for those that are not, and a suspect is tried again as soon as half
 * is free.
 */
final class FairShare {

  /**
   * The bounds.
   *
   * @param bytesPerDestination a destination that holds as many gets no more; one body may go
   *     beyond
   */
  record Limits(Limit permits, Limit bytes, long bytesPerDestination) {}

  /**
   * What is in use.
   *
   * @param all by all together
   * @param byTenant of it, by tenant; absent for none
   * @param prompt of that, by destinations that are no suspects; absent for none
   * @param favoured a destination that waited long for bytes: what it needs is kept from others
   */
  record InUse(
      Use all, Map<String, Use> byTenant, Map<String, Use> prompt, @Nullable String favoured) {}

  /**
   * Who gets what.
   *
   * @param grants by destination, in the order in which the first of each was given
   * @param beyondShare tenants that got nothing more because others wait
   * @param shortOfBytes destinations that got nothing for want of memory alone
   */
  record Shares(Map<String, Use> grants, Set<String> beyondShare, Set<String> shortOfBytes) {}

  private final Limits limits;
  private final Map<String, Place> given = new LinkedHashMap<>();
  private final Map<String, Tenant> byName = new HashMap<>();
  private final Set<String> beyondShare = new HashSet<>();
  private final Set<String> shortOfBytes = new HashSet<>();
  private final PriorityQueue<Tenant> tenants = new PriorityQueue<>(Tenant.ORDER);
  private @Nullable Place favoured;
  private long freePermits;
  private long freeBytes;
  private boolean waitsWithinShare;

  private FairShare(Limits limits, Use inUse) {
    this.limits = limits;
    this.freePermits = limits.permits().all() - inUse.permits();
    this.freeBytes = limits.bytes().all() - inUse.bytes();
  }

  /**
   * Shares out.
   *
   * @param max permits to share out, at most
   */
  static Shares of(List<Candidate> candidates, InUse inUse, int max, Limits limits) {
    FairShare share = new FairShare(limits, inUse.all());
    for (Candidate candidate : candidates) {
      share.add(candidate, inUse);
    }
    share.tenants.addAll(share.byName.values());
    for (int count = 0; count < max && share.giveOne(); count++) {}
    return new Shares(share.grants(), share.beyondShare, share.shortOfBytes);
  }

  private void add(Candidate candidate, InUse inUse) {
    Place place = new Place(candidate);
    if (place.destination().equals(inUse.favoured())) {
      favoured = place;
    }
    byName
        .computeIfAbsent(
            place.tenant(),
            name ->
                new Tenant(
                    name,
                    inUse.byTenant().getOrDefault(name, Use.NONE),
                    inUse.prompt().getOrDefault(name, Use.NONE),
                    limits))
        .add(place);
  }

  /** Gives one permit; false where nobody may have one. */
  private boolean giveOne() {
    while (true) {
      Tenant tenant = tenants.poll();
      if (tenant == null || freePermits <= 0) {
        return false;
      }
      boolean beyond = tenant.isBeyondShare();
      boolean guaranteedOnly = beyond && waitsWithinShare;
      Place place =
          tenant.give(
              next -> (!guaranteedOnly || tenant.isGuaranteed(next)) && mayHave(next, beyond));
      if (place != null) {
        freePermits--;
        freeBytes -= place.need();
        given.put(place.destination(), place);
        tenants.add(tenant);
        return true;
      }
      if (guaranteedOnly) {
        beyondShare.add(tenant.name());
      }
      waitsWithinShare |= tenant.isWaiting() && !beyond;
    }
  }

  private boolean mayHave(Place place, boolean beyond) {
    if (freePermits - 1
        < limits.permits().floor(place.standing(), place.held().permits(), beyond)) {
      return false;
    }
    if (freeBytes - keptFrom(place) - place.need()
        < limits.bytes().floor(place.standing(), place.held().permits(), beyond)) {
      if (place.given().permits() == 0) {
        shortOfBytes.add(place.destination());
      }
      return false;
    }
    return true;
  }

  /** Bytes that others do not get because one waited for so long. */
  private long keptFrom(Place place) {
    return favoured == null || favoured == place || favoured.given().permits() > 0
        ? 0
        : favoured.need();
  }

  /**
   * Sizes are guesses, so what nobody was given and is no reserve is lent to those who take
   * something now, the same to each: so guesses that are too small matter only where memory is
   * short.
   */
  private Map<String, Use> grants() {
    List<Place> places = new ArrayList<>(given.values());
    Map<String, Integer> placesOf = new HashMap<>();
    places.forEach(place -> placesOf.merge(place.tenant(), 1, Integer::sum));
    Map<String, Use> grants = new LinkedHashMap<>();
    for (Place place : places) {
      long spare = (freeBytes - keptFrom(place) - limits.bytes().reserve()) / places.size();
      if (byName.size() > 1) {
        Tenant tenant = requireNonNull(byName.get(place.tenant()));
        long left = limits.bytes().perTenant() - tenant.held().bytes();
        spare = Math.min(spare, left / placesOf.getOrDefault(place.tenant(), 1));
      }
      spare = Math.min(spare, limits.bytesPerDestination() - place.held().bytes());
      grants.put(place.destination(), place.given().plus(0, Math.max(0, spare)));
    }
    return grants;
  }
}
