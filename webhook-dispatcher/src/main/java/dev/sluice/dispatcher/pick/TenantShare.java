package dev.sluice.dispatcher.pick;

import static java.util.Comparator.comparingDouble;

import dev.sluice.dispatcher.pick.FairShare.Limits;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A tenant while permits are shared out. */
final class TenantShare {

  /**
   * The smallest part first, of permits or of bytes, whichever is larger (Ghodsi et al., "Dominant
   * Resource Fairness"); among equals the one that was served longest ago.
   */
  static final Comparator<TenantShare> ORDER =
      comparingDouble(TenantShare::part).thenComparingLong(tenant -> tenant.served);

  private final String name;
  private final Limits limits;
  private final PriorityQueue<DestinationShare> destinations =
      new PriorityQueue<>(DestinationShare.ORDER);
  private PermitUsage used;
  private PermitUsage prompt;
  private long served;
  private boolean waiting;

  /** {@code prompt} is what its destinations use that are no suspects. */
  TenantShare(String name, PermitUsage used, PermitUsage prompt, Limits limits) {
    this.name = name;
    this.used = used;
    this.prompt = prompt;
    this.limits = limits;
  }

  String name() {
    return name;
  }

  private double part() {
    return Math.max(
        (double) used.permits() / limits.permits().all(),
        (double) used.bytes() / limits.bytes().all());
  }

  PermitUsage used() {
    return used;
  }

  boolean isBeyondShare() {
    return used.permits() >= limits.permits().perTenant()
        || used.bytes() >= limits.bytes().perTenant();
  }

  /**
   * Whether a destination gets a permit although the tenant is beyond its share and others wait.
   */
  boolean isGuaranteed(DestinationShare destination) {
    return destination.isIdle()
        && destination.candidate().standing() == Standing.PROVEN
        && prompt.permits() < limits.permits().guaranteed()
        && prompt.bytes() < limits.bytes().guaranteed();
  }

  void add(DestinationShare destination) {
    if (destination.hasRoom(limits.bytesPerDestination())) {
      destinations.add(destination);
      served = Math.max(served, destination.candidate().served());
    }
  }

  /** Whether a destination with room was refused. */
  boolean isWaiting() {
    return waiting;
  }

  /**
   * Gives a permit to the first destination that may have one, and returns it; null if there is
   * none. Destinations that may not are left out from now on, as less and less is free.
   */
  @Nullable DestinationShare give(Predicate<DestinationShare> mayHave) {
    while (true) {
      DestinationShare destination = destinations.poll();
      if (destination == null) {
        return null;
      }
      if (mayHave.test(destination)) {
        Candidate candidate = destination.candidate();
        destination.give();
        used = used.plus(1, candidate.need());
        if (candidate.standing() != Standing.SUSPECT) {
          prompt = prompt.plus(1, candidate.need());
        }
        add(destination);
        return destination;
      }
      waiting = true;
    }
  }
}
