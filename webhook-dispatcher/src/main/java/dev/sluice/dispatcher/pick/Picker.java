package dev.sluice.dispatcher.pick;

import dev.sluice.dispatcher.pick.DueList.Due;
import dev.sluice.dispatcher.pick.FairShare.Limits;
import dev.sluice.dispatcher.pick.FairShare.Shares;
import dev.sluice.webhooks.delivery.DueDestination;
import dev.sluice.webhooks.delivery.DueDestinations;
import dev.sluice.webhooks.delivery.Pick;
import dev.sluice.webhooks.delivery.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Decides which destinations get the free permits, and the bytes of bodies with them: fairly among
 * tenants and destinations, each within its window, its rate limit and its circuit breaker. What it
 * skips waits unchanged and costs no attempt; where memory is short nothing is claimed until an
 * attempt ends.
 *
 * <p>One thread calls {@link #pick}, {@link #took} and {@link #rest}, in turn; everything else is
 * safe for all threads.
 */
public final class Picker {

  /**
   * Its bounds.
   *
   * @param permits attempts at the same time
   * @param perDestination of these, how many to one destination
   * @param bodyMemory bytes of bodies under way; one body may have 8 MiB
   */
  public record Bounds(int permits, int perDestination, long bodyMemory) {

    /** With 64 MB of bodies. */
    public Bounds(int permits, int perDestination) {
      this(permits, perDestination, 64L * 1024 * 1024);
    }
  }

  // Another dispatcher holds the lock of the endpoint's pace.
  private static final long LOCKED_PAUSE = Duration.ofMillis(10).toNanos();
  // At high rates several go together rather than one by one; the claim's tolerance allows for it.
  private static final long SHORTEST_PAUSE = Duration.ofMillis(2).toNanos();

  // A destination that lacked nothing but memory for so long is served before all others.
  private static final long PATIENCE = Duration.ofSeconds(5).toNanos();
  private static final int DESTINATIONS_PART_OF_BYTES = 4;

  private final DueList due;
  private final Bounds bounds;
  private final BreakerBounds breaker;
  private final Limits limits;
  private final PickMeters meters;
  private final LongSupplier nanoTime;
  private long rest;
  private long turn;
  private volatile boolean anyDue;
  private final Object lock = new Object();
  // Guarded by lock.
  private final Destinations destinations;

  /** {@code pollEvery} is the longest time between two scans for due destinations. */
  public Picker(
      JdbcTemplate jdbc,
      Bounds bounds,
      BreakerBounds breaker,
      Duration pollEvery,
      PickMeters meters,
      LongSupplier nanoTime) {
    this.due = new DueList(new DueDestinations(jdbc), pollEvery, meters, nanoTime);
    this.bounds = bounds;
    this.breaker = breaker;
    this.limits =
        new Limits(
            Limit.of(bounds.permits()),
            Limit.of(bounds.bodyMemory()),
            bounds.bodyMemory() / DESTINATIONS_PART_OF_BYTES);
    this.meters = meters;
    this.nanoTime = nanoTime;
    this.destinations = new Destinations(bounds.perDestination());
    meters.show(this);
  }

  /** Something may have become due. */
  public void arrived() {
    due.arrived();
  }

  /** What to claim now, at most {@code max} deliveries. */
  public List<Pick> pick(int max) {
    if (due.scansIn(nanoTime.getAsLong()) <= 0) {
      due.scan();
    }
    long now = nanoTime.getAsLong();
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
      meters.skipped(SkipReason.TENANT, shares.beyondShare().size());
      meters.skipped(SkipReason.MEMORY, shares.shortOfBytes().size());
      shares.shortOfBytes().forEach(name -> destinations.of(name).shortOfBytes(now));
      List<Pick> picks = new ArrayList<>(shares.grants().size());
      shares.grants().forEach((name, grant) -> picks.add(pick(due.of(name), grant)));
      anyDue = !due.all().isEmpty();
      if (!picks.isEmpty()) {
        // What is left after them is seen only by another pick.
        rest = 0;
      }
      return picks;
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
      Destination destination = destinations.of(found.name(), found.tenant(), now);
      destination.update(found, now);
      SkipReason obstacle = destination.obstacle(limits.bytesPerDestination(), now);
      if (obstacle == null) {
        candidates.add(destination.candidate(found.name(), now));
      } else {
        meters.skipped(obstacle, 1);
        rest = Math.min(rest, destination.obstacleEndsIn(now));
      }
    }
    return candidates;
  }

  /** The destination that has lacked memory for longest; null if none has for too long. */
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

  private Pick pick(DueDestination found, PermitUsage grant) {
    boolean probe = destinations.of(found.name()).isProbed();
    return new Pick(
        found.name(), found.endpoint(), found.version(), grant.permits(), probe, grant.bytes());
  }

  /** For how long {@link #pick} has nothing to add, unless something arrives or ends. */
  public Duration rest() {
    return Duration.ofNanos(rest);
  }

  /** What was claimed; nothing for picks that are missing here. */
  public void took(List<Taken> taken) {
    long now = nanoTime.getAsLong();
    synchronized (lock) {
      taken.forEach(each -> took(each, now));
    }
  }

  private void took(Taken taken, long now) {
    String name = taken.pick().destination();
    Destination destination = destinations.of(name);
    turn++;
    destination.begun(taken, turn, now);
    destinations.changed(destination);
    if (taken.exhausted()) {
      due.remove(name);
    }
    if (taken.next().isPresent()) {
      destination.pause(now + Math.max(SHORTEST_PAUSE, taken.next().get().toNanos()));
    } else if (taken.allowed() == 0) {
      destination.pause(now + LOCKED_PAUSE);
    }
  }

  /**
   * An attempt of a claimed delivery has ended, or was not made.
   *
   * @param bytes of its body
   * @return whether there may be something to pick now
   */
  public boolean ended(Pick pick, int bytes, Verdict verdict) {
    long now = nanoTime.getAsLong();
    synchronized (lock) {
      Destination destination = destinations.of(pick.destination());
      destination.ended(pick, bytes, verdict, bounds.perDestination(), breaker, now);
      destinations.changed(destination);
    }
    return anyDue;
  }

  PermitUsage used() {
    synchronized (lock) {
      return destinations.used();
    }
  }

  int known() {
    synchronized (lock) {
      return destinations.known();
    }
  }

  long breakers(Breaker.State state) {
    synchronized (lock) {
      return destinations.breakers(state, nanoTime.getAsLong());
    }
  }
}
