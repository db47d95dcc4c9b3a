package dev.sluice.dispatcher.schedule;

import dev.sluice.dispatcher.schedule.SchedulerMeters.Skip;
import dev.sluice.webhooks.delivery.ClaimRequest;
import dev.sluice.webhooks.delivery.ClaimResult;
import dev.sluice.webhooks.delivery.DueDestination;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows about a destination: its running attempts, how many it may have (its
 * window), and how the last ones ended. Guarded by {@link DeliveryScheduler}; times are nanoseconds
 * of a monotonic clock.
 */
final class DestinationState {

  /** What the last attempts showed. */
  enum Standing {
    UNTRIED,
    PROVEN,
    /** It failed or was slow. */
    SUSPECT
  }

  /** Concurrent attempts to an unknown destination. */
  static final int FIRST_WINDOW = 4;

  // The estimated size of the first body; an estimate that is too low costs one claim.
  private static final long FIRST_NEED = 16 * 1024;

  /** A destination is suspect if it has running attempts and none has ended for this long. */
  private static final long QUIET_FOR = Duration.ofSeconds(1).toNanos();

  private final String tenant;
  private final int firstWindow;
  private long version;
  private long asked;
  private int window;
  // Running attempts from before the endpoint was changed; the window does not count them.
  private int outdated;
  private PermitUsage used = PermitUsage.NONE;
  private long need = FIRST_NEED;
  private @Nullable Long shortOfBytesSince;
  private Breaker breaker = Breaker.initial();
  private Standing standing = Standing.UNTRIED;
  private long served;
  private @Nullable Long pausedUntil;
  private long seenAt;
  // Since then attempts were running and none has ended; undefined while idle.
  private long quietSince;

  DestinationState(String tenant, int widest, long now) {
    this.tenant = tenant;
    this.firstWindow = Math.min(FIRST_WINDOW, widest);
    this.window = firstWindow;
    this.seenAt = now;
  }

  /** Applies what a scan found. */
  void update(DueDestination found, long now) {
    seenAt = now;
    if (found.version() != version) {
      version = found.version();
      reset();
    }
    if (found.asked() != asked) {
      asked = found.asked();
      breaker = breaker.asked(now);
    }
  }

  /**
   * A changed endpoint is unknown: its earlier attempts, including running ones, say nothing about
   * it. If outdated attempts are left from an earlier change, only those stay uncounted, so that
   * repeated changes do not add up.
   */
  private void reset() {
    window = firstWindow;
    breaker = Breaker.initial();
    standing = Standing.UNTRIED;
    outdated = outdated == 0 ? used.permits() : outdated;
  }

  /** Why nothing may be sent now; null if something may be sent. */
  @Nullable Skip obstacle(long maxBytes, long now) {
    if (breaker.waits(now) > 0) {
      return Skip.BREAKER;
    }
    if (pausedUntil != null && pausedUntil - now > 0) {
      return Skip.RATE;
    }
    pausedUntil = null;
    boolean full = counted() >= window || (!isIdle() && used.bytes() >= maxBytes);
    return full && !isNextProbe() ? Skip.CAP : null;
  }

  /** Nanoseconds until the obstacle ends by itself; unlimited if it does not. */
  long obstacleEndsIn(long now) {
    long waits = breaker.waits(now);
    return waits > 0 ? waits : pausedUntil != null ? pausedUntil - now : Long.MAX_VALUE;
  }

  /** Whether the next attempt is a probe. */
  boolean isNextProbe() {
    return breaker instanceof Breaker.Open;
  }

  private int counted() {
    return used.permits() - outdated;
  }

  Candidate candidate(String name, long now) {
    int room = isNextProbe() ? 1 : window - counted();
    return new Candidate(name, tenant, used, room, need, standing(now), served);
  }

  Standing standing(long now) {
    boolean quiet = !isIdle() && now - quietSince > QUIET_FOR;
    return quiet && standing == Standing.PROVEN ? Standing.SUSPECT : standing;
  }

  PermitUsage used() {
    return used;
  }

  /** After a claim; {@code turn} numbers the claims of all destinations. */
  void claimed(ClaimResult result, long turn, long now) {
    served = turn;
    if (isIdle()) {
      quietSince = now;
    }
    int claimed = result.claims().size();
    used = used.plus(claimed, result.bytes());
    if (claimed > 0) {
      need = Math.ceilDiv(result.bytes(), claimed);
      shortOfBytesSince = null;
      if (result.request().probe()) {
        breaker = breaker.probing();
      }
    }
    need = result.oversized().orElse(need);
  }

  /** It lacked only memory. */
  void shortOfBytes(long now) {
    shortOfBytesSince = shortOfBytesSince == null ? now : shortOfBytesSince;
  }

  /** For how many nanoseconds it has lacked only memory. */
  long shortOfBytesFor(long now) {
    return shortOfBytesSince == null ? 0 : now - shortOfBytesSince;
  }

  /** Nothing may be sent until then. */
  void pause(long untilNanos) {
    pausedUntil = untilNanos;
  }

  void ended(
      ClaimRequest request,
      int bytes,
      Verdict verdict,
      int widest,
      BreakerBounds bounds,
      long now) {
    seenAt = now;
    quietSince = now;
    used = used.plus(-1, -bytes);
    if (request.version() == version) {
      breaker = breaker.after(verdict, request.probe(), bounds, now);
      learn(verdict, widest);
    } else {
      outdated = Math.max(0, outdated - 1);
    }
  }

  private void learn(Verdict verdict, int widest) {
    switch (verdict) {
      case RESPONSIVE -> {
        window = Math.min(widest, window + 1);
        standing = Standing.PROVEN;
      }
      case SLOW -> {
        window += Integer.signum(firstWindow - window);
        standing = Standing.SUSPECT;
      }
      case UNRESPONSIVE -> {
        window = 1;
        standing = Standing.SUSPECT;
      }
      case UNKNOWN -> {}
    }
  }

  String tenant() {
    return tenant;
  }

  Breaker.State breakerState(long now) {
    return breaker.state(now);
  }

  /** Whether it is idle and was last seen before then. */
  boolean isIdleSince(long nanos) {
    return isIdle() && seenAt - nanos < 0;
  }

  boolean isIdle() {
    return used.permits() == 0;
  }
}
