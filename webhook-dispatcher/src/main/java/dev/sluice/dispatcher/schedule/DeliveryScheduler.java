package dev.sluice.dispatcher.schedule;

import dev.sluice.dispatcher.schedule.DueList.Due;
import dev.sluice.dispatcher.schedule.FairShare.Shares;
import dev.sluice.dispatcher.schedule.SchedulerMeters.Skip;
import dev.sluice.webhooks.delivery.ClaimRequest;
import dev.sluice.webhooks.delivery.ClaimResult;
import dev.sluice.webhooks.delivery.DueDestination;
import dev.sluice.webhooks.delivery.DueDestinations;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Decides which destinations get the free permits, and the memory for bodies with them: fairly
 * among tenants and destinations, each within its window, its rate limit and its circuit breaker.
 * Skipped deliveries wait unchanged and use no attempt; if memory is short, nothing is claimed
 * until an attempt ends.
 *
 * <p>One thread calls {@link #next}, {@link #claimed} and {@link #rest}, in turn; the other methods
 * are thread-safe.
 */
public final class DeliveryScheduler {

  /**
   * Its limits.
   *
   * @param permits concurrent attempts
   * @param perDestination concurrent attempts to one destination
   * @param bodyMemory bytes of the bodies of running attempts; one body may have 8 MiB
   */
  public record Bounds(int permits, int perDestination, long bodyMemory, BreakerBounds breaker) {

    /** With 64 MB for bodies. */
    public Bounds(int permits, int perDestination) {
      this(permits, perDestination, 64L * 1024 * 1024, BreakerBounds.DEFAULT);
    }
  }

  // Another dispatcher has locked the endpoint's rate.
  private static final long LOCKED_PAUSE = Duration.ofMillis(10).toNanos();
  // At high rates several deliveries are claimed together; the claim's tolerance allows for it.
  private static final long SHORTEST_PAUSE = Duration.ofMillis(2).toNanos();
  // A destination that has lacked only memory for this long is served before all others.
  private static final long PATIENCE = Duration.ofSeconds(5).toNanos();

  private final DueList due;
  private final Bounds bounds;
  private final ShareLimits limits;
  private final SchedulerMeters meters;
  private long rest;
  private long turn;
  private volatile boolean anyDue;
  private final Object lock = new Object();
  // Guarded by lock.
  private final Destinations destinations;

  /** {@code pollEvery} is the maximum interval between two scans for due destinations. */
  public DeliveryScheduler(
      JdbcTemplate jdbc, Bounds bounds, Duration pollEvery, MeterRegistry registry) {
    this.due = new DueList(new DueDestinations(jdbc), pollEvery);
    this.bounds = bounds;
    this.limits = ShareLimits.of(bounds.permits(), bounds.bodyMemory());
    this.destinations = new Destinations(bounds.perDestination());
    this.meters = new SchedulerMeters(registry, this);
  }

  /** Deliveries may have become due. */
  public void deliveriesDue() {
    due.deliveriesDue();
  }

  /** What to claim now, at most {@code max} deliveries. */
  public List<ClaimRequest> next(int max) {
    if (due.scansIn(System.nanoTime()) <= 0) {
      due.scan();
    }
    long now = System.nanoTime();
    rest = Math.max(0, due.scansIn(now));
    synchronized (lock) {
      destinations.forget(now);
      List<Candidate> candidates = candidates(now);
      Shares shares =
          FairShare.of(
              candidates,
              destinations.inUse(longestShortOfBytes(candidates, now), now),
              max,
              limits);
      meters.skipped(Skip.TENANT, shares.beyondShare().size());
      meters.skipped(Skip.MEMORY, shares.shortOfBytes().size());
      shares.shortOfBytes().forEach(name -> destinations.of(name).shortOfBytes(now));
      List<ClaimRequest> requests = new ArrayList<>(shares.grants().size());
      shares.grants().forEach((name, grant) -> requests.add(request(due.of(name), grant)));
      anyDue = !due.all().isEmpty();
      if (!requests.isEmpty()) {
        // Only another call sees what remains after these.
        rest = 0;
      }
      return requests;
    }
  }

  private List<Candidate> candidates(long now) {
    List<Candidate> candidates = new ArrayList<>();
    for (Due next : due.all()) {
      if (next.at() - now > 0) {
        rest = Math.min(rest, next.at() - now);
        continue;
      }
      DueDestination found = next.destination();
      DestinationState destination = destinations.of(found.name(), found.tenant(), now);
      destination.update(found, now);
      Skip obstacle = destination.obstacle(limits.bytesPerDestination(), now);
      if (obstacle == null) {
        candidates.add(destination.candidate(found.name(), now));
      } else {
        meters.skipped(obstacle, 1);
        rest = Math.min(rest, destination.obstacleEndsIn(now));
      }
    }
    return candidates;
  }

  /** The destination that has lacked memory for longest, if for too long. */
  private @Nullable String longestShortOfBytes(List<Candidate> candidates, long now) {
    String longest = null;
    long most = PATIENCE;
    for (Candidate candidate : candidates) {
      long shortFor = destinations.of(candidate.destination()).shortOfBytesFor(now);
      if (shortFor > most) {
        most = shortFor;
        longest = candidate.destination();
      }
    }
    return longest;
  }

  private ClaimRequest request(DueDestination found, PermitUsage grant) {
    return new ClaimRequest(
        found.name(),
        found.endpoint(),
        found.version(),
        grant.permits(),
        destinations.of(found.name()).isNextProbe(),
        grant.bytes());
  }

  /** How long {@link #next} has nothing to add, unless deliveries become due or attempts end. */
  public Duration rest() {
    return Duration.ofNanos(rest);
  }

  /** The results of the requests; nothing was claimed for those that are missing. */
  public void claimed(List<ClaimResult> results) {
    long now = System.nanoTime();
    synchronized (lock) {
      results.forEach(result -> claimed(result, now));
    }
  }

  private void claimed(ClaimResult result, long now) {
    String name = result.request().destination();
    DestinationState destination = destinations.of(name);
    turn++;
    destination.claimed(result, turn, now);
    destinations.changed(destination);
    if (result.exhausted()) {
      due.remove(name);
    }
    if (result.next().isPresent()) {
      destination.pause(now + Math.max(SHORTEST_PAUSE, result.next().get().toNanos()));
    } else if (result.allowed() == 0) {
      destination.pause(now + LOCKED_PAUSE);
    }
  }

  /**
   * An attempt has ended, or was not made.
   *
   * @param bytes of its body
   * @return whether {@link #next} may have something to add now
   */
  public boolean ended(ClaimRequest request, int bytes, Verdict verdict) {
    long now = System.nanoTime();
    synchronized (lock) {
      DestinationState destination = destinations.of(request.destination());
      destination.ended(request, bytes, verdict, bounds.perDestination(), bounds.breaker(), now);
      destinations.changed(destination);
    }
    return anyDue;
  }

  PermitUsage used() {
    synchronized (lock) {
      return destinations.used();
    }
  }

  long breakers(Breaker.State state) {
    synchronized (lock) {
      return destinations.breakers(state, System.nanoTime());
    }
  }
}
