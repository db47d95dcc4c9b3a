package dev.sluice.dispatcher.pick;

import dev.sluice.webhooks.delivery.DueDestination;
import dev.sluice.webhooks.delivery.Pick;
import dev.sluice.webhooks.delivery.Taken;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of a destination: its attempts under way, how many it may have, and how
 * the last ones ended. Guarded by {@link Picker}; times are nanoseconds of one monotonic clock.
 */
final class Destination {

  /** Attempts at the same time to a destination that nothing is known of. */
  static final int FIRST_WINDOW = 4;

  // Of a body, before one was seen; too small an estimate costs one claim.
  private static final long FIRST_NEED = 16 * 1024;

  /** With attempts under way of which none has ended for so long, it is not in good standing. */
  private static final long QUIET_FOR = Duration.ofSeconds(1).toNanos();

  private final String tenant;
  private final int firstWindow;
  private long version;
  private long asked;
  private int window;
  // Attempts under way that began before the endpoint was changed; the window does not count them.
  private int outdated;
  private PermitUsage used = PermitUsage.NONE;
  private long need = FIRST_NEED;
  private @Nullable Long shortOfBytesSince;
  private Breaker breaker = Breaker.initial();
  private Standing standing = Standing.UNTRIED;
  private long served;
  private @Nullable Long pausedUntil;
  private long seenAt;
  // Since then attempts were under way and none has ended; without meaning while idle.
  private long quietSince;

  Destination(String tenant, int widest, long now) {
    this.tenant = tenant;
    this.firstWindow = Math.min(FIRST_WINDOW, widest);
    this.window = firstWindow;
    this.seenAt = now;
  }

  /** Takes in what a scan found. */
  void update(DueDestination found, long now) {
    seenAt = now;
    if (found.version() != version) {
      version = found.version();
      startAnew();
    }
    if (found.asked() != asked) {
      asked = found.asked();
      breaker = breaker.asked(now);
    }
  }

  /**
   * A changed endpoint is an unknown one: its earlier attempts, those under way included, say
   * nothing about it. Where outdated attempts are left of an earlier change, only those stay
   * uncounted, so that changes do not add up.
   */
  private void startAnew() {
    window = firstWindow;
    breaker = Breaker.initial();
    standing = Standing.UNTRIED;
    outdated = outdated == 0 ? used.permits() : outdated;
  }

  /** Why nothing may be sent now; null if something may. */
  @Nullable SkipReason obstacle(long maxBytes, long now) {
    if (breaker.waits(now) > 0) {
      return SkipReason.BREAKER;
    }
    if (pausedUntil != null && pausedUntil - now > 0) {
      return SkipReason.RATE;
    }
    pausedUntil = null;
    boolean full = counted() >= window || (!isIdle() && used.bytes() >= maxBytes);
    return full && !isProbed() ? SkipReason.CAP : null;
  }

  /** Nanoseconds until time alone may remove the obstacle; without end if it cannot. */
  long obstacleEndsIn(long now) {
    long waits = breaker.waits(now);
    return waits > 0 ? waits : pausedUntil != null ? pausedUntil - now : Long.MAX_VALUE;
  }

  /** Whether what is sent now is a probe. */
  boolean isProbed() {
    return breaker instanceof Breaker.Open;
  }

  private int counted() {
    return used.permits() - outdated;
  }

  Candidate candidate(String name, long now) {
    int room = isProbed() ? 1 : window - counted();
    return new Candidate(name, tenant, used, room, need, standing(now), served);
  }

  Standing standing(long now) {
    boolean quiet = !isIdle() && now - quietSince > QUIET_FOR;
    return quiet && standing == Standing.PROVEN ? Standing.SUSPECT : standing;
  }

  PermitUsage used() {
    return used;
  }

  /** Takes in what was claimed; {@code turn} numbers the claims of all destinations. */
  void begun(Taken taken, long turn, long now) {
    served = turn;
    if (isIdle()) {
      quietSince = now;
    }
    used = used.plus(taken.claimed(), taken.bytes());
    if (taken.claimed() > 0) {
      need = Math.ceilDiv(taken.bytes(), taken.claimed());
      shortOfBytesSince = null;
      if (taken.pick().probe()) {
        breaker = breaker.begun();
      }
    }
    need = taken.missed().orElse(need);
  }

  /** It could have been sent to, but for memory. */
  void shortOfBytes(long now) {
    shortOfBytesSince = shortOfBytesSince == null ? now : shortOfBytesSince;
  }

  /** For how many nanoseconds it has lacked nothing but memory. */
  long shortOfBytesFor(long now) {
    return shortOfBytesSince == null ? 0 : now - shortOfBytesSince;
  }

  /** Nothing may be sent before then. */
  void pause(long untilNanos) {
    pausedUntil = untilNanos;
  }

  void ended(Pick pick, int bytes, Verdict verdict, int widest, BreakerBounds bounds, long now) {
    seenAt = now;
    quietSince = now;
    used = used.plus(-1, -bytes);
    if (pick.version() == version) {
      breaker = breaker.after(verdict, pick.probe(), bounds, now);
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

  /** Whether it can be forgotten: it is idle, and was last seen before then. */
  boolean isIdleSince(long nanos) {
    return isIdle() && seenAt - nanos < 0;
  }

  boolean isIdle() {
    return used.permits() == 0;
  }
}
