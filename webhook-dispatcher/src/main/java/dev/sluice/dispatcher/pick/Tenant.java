package dev.sluice.dispatcher.pick;

import static java.util.Comparator.comparingDouble;

import dev.sluice.dispatcher.pick.FairShare.Limits;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A tenant while permits are shared out: its destinations, those that hold fewest first. */
final class Tenant {

  /**
   * Who holds the smallest part first, of permits or of bytes, whichever part is larger (Ghodsi et
   * al., "Dominant Resource Fairness"); among equals who was served longest ago.
   */
  static final Comparator<Tenant> ORDER =
      comparingDouble(Tenant::part).thenComparingLong(tenant -> tenant.served);

  private final String name;
  private final Limits limits;
  private final PriorityQueue<Place> places = new PriorityQueue<>(Place.ORDER);
  private Use held;
  private Use prompt;
  private long served;
  private boolean waiting;

  Tenant(String name, Use held, Use prompt, Limits limits) {
    this.name = name;
    this.held = held;
    this.prompt = prompt;
    this.limits = limits;
  }

  String name() {
    return name;
  }

  private double part() {
    return Math.max(
        (double) held.permits() / limits.permits().all(),
        (double) held.bytes() / limits.bytes().all());
  }

  Use held() {
    return held;
  }

  boolean isBeyondShare() {
    return held.permits() >= limits.permits().perTenant()
        || held.bytes() >= limits.bytes().perTenant();
  }

  /** Whether it gets a permit although others wait and its tenant is beyond its share. */
  boolean isGuaranteed(Place place) {
    return place.isIdle()
        && place.standing() == Standing.PROVEN
        && prompt.permits() < limits.permits().guaranteed()
        && prompt.bytes() < limits.bytes().guaranteed();
  }

  void add(Place place) {
    if (place.hasRoom(limits.bytesPerDestination())) {
      places.add(place);
      served = Math.max(served, place.served());
    }
  }

  /** Whether a destination of it had room and was left out. */
  boolean isWaiting() {
    return waiting;
  }

  /**
   * Takes a permit for the first destination that may have one; those that may not are left out
   * from now on, as there will only be less.
   *
   * @return the destination; none where no one may
   */
  @Nullable Place give(Predicate<Place> mayHave) {
    while (true) {
      Place place = places.poll();
      if (place == null) {
        return null;
      }
      if (mayHave.test(place)) {
        place.give();
        held = held.plus(1, place.need());
        if (place.standing() != Standing.SUSPECT) {
          prompt = prompt.plus(1, place.need());
        }
        if (place.hasRoom(limits.bytesPerDestination())) {
          places.add(place);
        }
        return place;
      }
      waiting = true;
    }
  }
}
