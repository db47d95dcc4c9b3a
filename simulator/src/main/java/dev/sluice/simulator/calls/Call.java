package dev.sluice.simulator.calls;

import dev.sluice.simulator.http.Ending;
import dev.sluice.simulator.http.Exchange;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call in the log. What was received never changes; how it went is filled in by the thread that
 * serves it and can be read by any other.
 */
public final class Call implements Exchange.Observer {

  private final long sequence;
  private final Received received;
  private final Clock clock;
  private volatile @Nullable String step;
  private volatile @Nullable Began began;
  private volatile @Nullable Ended ended;

  Call(long sequence, Received received, Clock clock) {
    this.sequence = sequence;
    this.received = received;
    this.clock = clock;
  }

  /** What the script or the draws chose for this call. */
  public void takes(String chosen) {
    step = chosen;
  }

  @Override
  public void began(int status) {
    began = new Began(clock.instant(), status);
  }

  @Override
  public void ended(Ending how) {
    ended = new Ended(clock.instant(), how);
  }

  long sequence() {
    return sequence;
  }

  Received received() {
    return received;
  }

  @Nullable String step() {
    return step;
  }

  @Nullable Began began() {
    return began;
  }

  @Nullable Ended ended() {
    return ended;
  }

  /** Its outcome in the log: {@code open} until the exchange has ended. */
  String outcome() {
    Ended end = ended;
    if (end == null) {
      return "open";
    }
    return switch (end.how()) {
      case COMPLETED -> "completed";
      case CLIENT_GONE -> "client_gone";
      case CUT -> "cut";
    };
  }

  /** The first byte of the response. */
  record Began(Instant at, int status) {}

  /** The end of the exchange. */
  record Ended(Instant at, Ending how) {}
}
