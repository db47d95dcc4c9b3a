package dev.sluice.dispatcher.pick;

import dev.sluice.webhooks.delivery.Pick;
import dev.sluice.webhooks.delivery.Taken;
import java.time.Duration;

/**
 * What this process knows of a destination: what is under way, how much may be, and whether it is
 * worth it. Guarded by {@link Picker}; times are nanoseconds of one monotonic clock.
 */
final class Destination {

  /** Why nothing goes to a destination now, although something is due. */
  enum Obstacle {
    NONE,
    CAP,
    RATE,
    BREAKER
  }

  // What the body of a delivery is thought to take before one was seen; too little costs one claim.
  private static final long FIRST_NEED = 16 * 1024;

  /** Something is under way and nothing has ended for so long: no longer in good standing. */
  private static final long QUIET_FOR = Duration.ofSeconds(1).toNanos();

  private final String tenant;
  private final int firstWindow;
  private long version;
  private long asked;
  private int window;
  // Of what is under way, what was begun before it was changed: leaves the window to what comes.
  private int stale;
  private Use held = Use.NONE;
  private long need = FIRST_NEED;
  private boolean isShortOfBytes;
  private long shortSince;
  private Breaker breaker = Breaker.fresh();
  private Standing standing = Standing.UNTRIED;
  private long served;
  private boolean resting;
  private long restUntil;
  private long seenAt;
  // Since then something has been under way and nothing has ended; without meaning while idle.
  private long quietSince;

  Destination(String tenant, int firstWindow, long now) {
    this.tenant = tenant;
    this.firstWindow = firstWindow;
    this.window = firstWindow;
    this.seenAt = now;
  }

  /**
   * Begins anew where the endpoint has another version than before: what its attempts told, those
   * under way included, says nothing of what it is now. Those that are left of before an earlier
   * change go on to be all that the window does not count, so that changes do not add up.
   */
  void isNow(long newVersion) {
    if (newVersion != version) {
      version = newVersion;
      window = firstWindow;
      breaker = Breaker.fresh();
      standing = Standing.UNTRIED;
      stale = stale == 0 ? held.permits() : stale;
    }
  }

  /** Lets a probe go at once where somebody has asked for a delivery since the last time. */
  void isAskedFor(long newAsked, long now) {
    if (newAsked != asked) {
      asked = newAsked;
      breaker = breaker.asked(now);
    }
  }

  Obstacle obstacle(long mostBytes, long now) {
    seenAt = now;
    boolean broken =
        switch (breaker) {
          case Breaker.Closed _ -> false;
          case Breaker.Open(int _, long until) -> until - now > 0;
          case Breaker.Probing _ -> true;
        };
    if (broken) {
      return Obstacle.BREAKER;
    }
    if (resting && restUntil - now > 0) {
      return Obstacle.RATE;
    }
    resting = false;
    boolean full = counted() >= window || (held.permits() > 0 && held.bytes() >= mostBytes);
    return full && !isProbed() ? Obstacle.CAP : Obstacle.NONE;
  }

  /** Nanoseconds until time alone may take the obstacle away; without end where it cannot. */
  long obstacleEndsIn(long now) {
    return switch (breaker) {
      case Breaker.Open(int _, long until) when until - now > 0 -> until - now;
      case Breaker.Probing _ -> Long.MAX_VALUE;
      case Breaker.Open _, Breaker.Closed _ -> resting ? restUntil - now : Long.MAX_VALUE;
    };
  }

  /** Whether what goes now is a probe. */
  boolean isProbed() {
    return breaker instanceof Breaker.Open;
  }

  private int counted() {
    return held.permits() - stale;
  }

  Candidate candidate(String name, long now) {
    int room = isProbed() ? 1 : window - counted();
    return new Candidate(name, tenant, held, room, need, standing(now), served);
  }

  /** What its last attempts told, those that are under way included. */
  Standing standing(long now) {
    boolean quiet = !isIdle() && now - quietSince > QUIET_FOR;
    return quiet && standing == Standing.PROVEN ? Standing.SUSPECT : standing;
  }

  long version() {
    return version;
  }

  Use held() {
    return held;
  }

  void begun(Taken taken, long turn, long now) {
    served = turn;
    if (isIdle()) {
      quietSince = now;
    }
    held = held.plus(taken.claimed(), taken.bytes());
    if (taken.claimed() > 0) {
      need = Math.ceilDiv(taken.bytes(), taken.claimed());
      isShortOfBytes = false;
      if (taken.pick().probe()) {
        breaker = breaker.probed();
      }
    }
    need = taken.missed().orElse(need);
  }

  /** It could have gone, but for memory. */
  void shortOfBytes(long now) {
    if (!isShortOfBytes) {
      isShortOfBytes = true;
      shortSince = now;
    }
  }

  /** For how many nanoseconds memory has been all that it lacks; zero where it does not. */
  long shortFor(long now) {
    return isShortOfBytes ? now - shortSince : 0;
  }

  void restUntil(long nanos) {
    resting = true;
    restUntil = nanos;
  }

  void ended(Pick pick, int bytes, Verdict verdict, int widest, Breaker.Bounds bounds, long now) {
    seenAt = now;
    quietSince = now;
    held = held.plus(-1, -bytes);
    if (pick.version() == version) {
      learn(verdict, pick.probe(), widest, bounds, now);
    } else {
      stale = Math.max(0, stale - 1);
    }
  }

  private void learn(Verdict verdict, boolean probe, int widest, Breaker.Bounds bounds, long now) {
    breaker = breaker.after(verdict, probe, bounds, now);
    switch (verdict) {
      case RESPONSIVE -> {
        window = Math.min(widest, window + 1);
        standing = Standing.PROVEN;
      }
      case SLOW -> {
        // One step towards what is enough for one that nothing is known of.
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

  BreakerState breakerState(long now) {
    return switch (breaker) {
      case Breaker.Closed _ -> BreakerState.CLOSED;
      case Breaker.Open(int _, long until) when until - now > 0 -> BreakerState.OPEN;
      case Breaker.Open _, Breaker.Probing _ -> BreakerState.HALF_OPEN;
    };
  }

  /** Whether it can be forgotten: nothing is under way, and it was last thought of before then. */
  boolean isIdleSince(long nanos) {
    return isIdle() && seenAt - nanos < 0;
  }

  boolean isIdle() {
    return held.permits() == 0;
  }
}
