package dev.sluice.dispatcher.pick;

import dev.sluice.dispatcher.pick.Destination.Obstacle;
import dev.sluice.dispatcher.pick.DueList.Due;
import dev.sluice.dispatcher.pick.FairShare.InUse;
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
 * Decides which destinations get the free permits: fairly among tenants and destinations, each
 * within its window, its rate limit and its breaker, and the bytes of bodies as fairly. What it
 * passes over waits as it is and costs no attempt; where memory is short nothing is claimed until
 * something ends.
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
   * @param pollEvery longest time between two looks for due destinations
   */
  public record Bounds(int permits, int perDestination, Duration pollEvery) {}

  // Another dispatcher was at it.
  private static final long SHORT_WAIT = Duration.ofMillis(10).toNanos();
  // At high rates several go together rather than one by one; the claim's tolerance allows for it.
  private static final long SHORTEST_PACE = Duration.ofMillis(2).toNanos();

  // A destination that lacked nothing but memory for so long is served before others get any.
  private static final long PATIENCE = Duration.ofSeconds(5).toNanos();
  // Of the memory; one body may go beyond.
  private static final int DESTINATIONS_BYTES = 4;

  private final DueList due;
  private final Bounds bounds;
  private final PickProperties properties;
  private final Limits limits;
  private final PickMeters meters;
  private final LongSupplier nanoTime;
  private long rest;
  private long turn;
  private volatile boolean anyDue;
  private final Object lock = new Object();
  // Guarded by lock.
  private final Destinations destinations;

  public Picker(
      JdbcTemplate jdbc,
      Bounds bounds,
      PickProperties properties,
      PickMeters meters,
      LongSupplier nanoTime) {
    this.due = new DueList(new DueDestinations(jdbc), bounds.pollEvery(), meters, nanoTime);
    this.bounds = bounds;
    this.properties = properties;
    long memory = properties.bodyMemory().toBytes();
    this.limits =
        new Limits(
            Limit.of(bounds.permits(), properties.reserve(), properties.tenantShare()),
            Limit.of(memory, properties.reserve(), properties.tenantShare()),
            memory / DESTINATIONS_BYTES);
    this.meters = meters;
    this.nanoTime = nanoTime;
    this.destinations =
        new Destinations(Math.min(properties.firstWindow(), bounds.perDestination()));
    meters.show(this);
  }

  /** Something may be due that was not before. */
  public void arrived() {
    due.arrived();
  }

  /** What to claim now, up to {@code max} deliveries. */
  public List<Pick> pick(int max) {
    if (due.looksIn(nanoTime.getAsLong()) <= 0) {
      due.look();
    }
    long now = nanoTime.getAsLong();
    rest = Math.max(0, due.looksIn(now));
    synchronized (lock) {
      destinations.forget(now);
      List<Candidate> candidates = candidates(now);
      InUse inUse =
          new InUse(
              destinations.held(),
              destinations.heldByTenant(),
              destinations.promptByTenant(now),
              longestShort(candidates, now));
      Shares shares = FairShare.of(candidates, inUse, max, limits);
      meters.tenantsSkipped(shares.beyondShare().size());
      meters.shortOfBytes(shares.shortOfBytes().size());
      shares.shortOfBytes().forEach(name -> destinations.of(name).shortOfBytes(now));
      List<Pick> picks = new ArrayList<>(shares.grants().size());
      shares.grants().forEach((name, grant) -> picks.add(pick(due.of(name), grant, now)));
      anyDue = !due.all().isEmpty();
      if (!picks.isEmpty()) {
        // What is left after them is seen only by looking once more.
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
      destination.isNow(found.version());
      destination.isAskedFor(found.asked(), now);
      Obstacle obstacle = destination.obstacle(limits.bytesPerDestination(), now);
      if (obstacle == Obstacle.NONE) {
        candidates.add(destination.candidate(found.name(), now));
      } else {
        meters.skipped(obstacle);
        rest = Math.min(rest, destination.obstacleEndsIn(now));
      }
    }
    return candidates;
  }

  /** Who has lacked memory for longest, where that is too long. */
  private @Nullable String longestShort(List<Candidate> candidates, long now) {
    String longest = null;
    long most = PATIENCE;
    for (Candidate candidate : candidates) {
      long shortFor = destinations.of(candidate.destination()).shortFor(now);
      if (shortFor > most) {
        most = shortFor;
        longest = candidate.destination();
      }
    }
    return longest;
  }

  private Pick pick(DueDestination found, Use grant, long now) {
    boolean probe = destinations.of(found.name(), found.tenant(), now).isProbed();
    return new Pick(
        found.name(), found.endpoint(), found.version(), grant.permits(), probe, grant.bytes());
  }

  /** How long {@link #pick} has nothing to say, unless something arrives or ends. */
  public Duration rest() {
    return Duration.ofNanos(rest);
  }

  /** What came of the picks; of those that are missing here, nothing was claimed. */
  public void took(List<Taken> taken) {
    long now = nanoTime.getAsLong();
    synchronized (lock) {
      taken.forEach(each -> took(each, now));
    }
  }

  private void took(Taken taken, long now) {
    Pick pick = taken.pick();
    DueDestination found = due.of(pick.destination());
    Destination destination = destinations.of(found.name(), found.tenant(), now);
    turn++;
    destination.begun(taken, turn, now);
    destinations.begun(destination, taken.claimed(), taken.bytes());
    if (taken.exhausted()) {
      due.remove(found.name());
    }
    if (taken.next().isPresent()) {
      destination.restUntil(now + Math.max(SHORTEST_PACE, taken.next().get().toNanos()));
    } else if (taken.allowed() == 0) {
      destination.restUntil(now + SHORT_WAIT);
    }
  }

  /**
   * An attempt of what was claimed is over, or was not made.
   *
   * @param bytes of its body
   * @return whether there may be something to pick now
   */
  public boolean ended(Pick pick, int bytes, Verdict verdict) {
    long now = nanoTime.getAsLong();
    synchronized (lock) {
      Destination destination = destinations.of(pick.destination());
      destination.ended(pick, bytes, verdict, bounds.perDestination(), properties.breaker(), now);
      destinations.ended(destination, bytes);
    }
    return anyDue;
  }

  int held() {
    return use().permits();
  }

  long heldBytes() {
    return use().bytes();
  }

  private Use use() {
    synchronized (lock) {
      return destinations.held();
    }
  }

  int known() {
    synchronized (lock) {
      return destinations.known();
    }
  }

  int breakers(BreakerState state) {
    synchronized (lock) {
      return destinations.breakers(nanoTime.getAsLong()).getOrDefault(state, 0);
    }
  }
}
