package dev.sluice.dispatcher.schedule;

import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingLong;

import dev.sluice.dispatcher.schedule.DestinationState.Standing;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A tenant and its candidates while {@link FairShare} grants permits. */
final class TenantShare {

  /**
   * Smallest share of permits or bytes first, whichever is larger (Ghodsi et al., "Dominant
   * Resource Fairness"); among equals, least recently served first.
   */
  static final Comparator<TenantShare> ORDER =
      comparingDouble(TenantShare::share).thenComparingLong(tenant -> tenant.served);

  /** A candidate and what it was granted. */
  static final class Grant {

    private static final Comparator<Grant> ORDER =
        comparingLong((Grant grant) -> grant.used().permits())
            .thenComparingLong(grant -> grant.candidate.served());

    private final Candidate candidate;
    private PermitUsage granted = PermitUsage.NONE;

    Grant(Candidate candidate) {
      this.candidate = candidate;
    }

    Candidate candidate() {
      return candidate;
    }

    PermitUsage granted() {
      return granted;
    }

    /** Including what was granted. */
    PermitUsage used() {
      return candidate.used().plus(granted);
    }

    private boolean isIdle() {
      return used().permits() == 0;
    }

    private boolean hasRoom(long bytesPerDestination) {
      return granted.permits() < candidate.room()
          && (isIdle() || used().bytes() < bytesPerDestination);
    }
  }

  private final String name;
  private final ShareLimits limits;
  private final PriorityQueue<Grant> candidates = new PriorityQueue<>(Grant.ORDER);
  private PermitUsage used;
  private PermitUsage prompt;
  private long served;
  private boolean waiting;

  /** {@code prompt} is what its destinations use that are not suspect. */
  TenantShare(String name, PermitUsage used, PermitUsage prompt, ShareLimits limits) {
    this.name = name;
    this.used = used;
    this.prompt = prompt;
    this.limits = limits;
  }

  String name() {
    return name;
  }

  private double share() {
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

  /** Whether a candidate gets a permit although its tenant is beyond its share and others wait. */
  boolean isGuaranteed(Grant grant) {
    return grant.isIdle()
        && grant.candidate.standing() == Standing.PROVEN
        && prompt.permits() < limits.permits().guaranteed()
        && prompt.bytes() < limits.bytes().guaranteed();
  }

  void add(Grant grant) {
    if (grant.hasRoom(limits.bytesPerDestination())) {
      candidates.add(grant);
      served = Math.max(served, grant.candidate.served());
    }
  }

  /** Whether a candidate with room was refused. */
  boolean isWaiting() {
    return waiting;
  }

  /**
   * Grants a permit to the first candidate that may have one; null if none may. Refused candidates
   * are dropped, as less and less is free.
   */
  @Nullable Grant grantOne(Predicate<Grant> mayHave) {
    Grant grant;
    while ((grant = candidates.poll()) != null) {
      if (mayHave.test(grant)) {
        Candidate candidate = grant.candidate;
        grant.granted = grant.granted.plus(1, candidate.need());
        used = used.plus(1, candidate.need());
        if (candidate.standing() != Standing.SUSPECT) {
          prompt = prompt.plus(1, candidate.need());
        }
        add(grant);
        return grant;
      }
      waiting = true;
    }
    return null;
  }
}
