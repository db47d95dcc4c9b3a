package dev.sluice.simulator.calls;

import dev.sluice.simulator.http.Exchange;
import dev.sluice.simulator.http.ExchangeOutcome;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A call in the log. The serving thread updates it; any thread may read it. */
public final class Call implements Exchange.Observer {

  private final long sequence;
  private final LoggedRequest received;
  private final Clock clock;
  private volatile @Nullable String step;
  private volatile @Nullable FirstByte firstByte;
  private volatile @Nullable End end;

  Call(long sequence, LoggedRequest received, Clock clock) {
    this.sequence = sequence;
    this.received = received;
    this.clock = clock;
  }

  public void setStep(String chosen) {
    step = chosen;
  }

  @Override
  public void firstByte(int status) {
    firstByte = new FirstByte(clock.instant(), status);
  }

  @Override
  public void ended(ExchangeOutcome outcome) {
    end = new End(clock.instant(), outcome);
  }

  long sequence() {
    return sequence;
  }

  LoggedRequest received() {
    return received;
  }

  @Nullable String step() {
    return step;
  }

  @Nullable FirstByte firstByte() {
    return firstByte;
  }

  @Nullable End end() {
    return end;
  }

  /** The outcome as the log shows it: {@code open} until the exchange has ended. */
  String outcome() {
    End current = end;
    if (current == null) {
      return "open";
    }
    return switch (current.outcome()) {
      case COMPLETED -> "completed";
      case CLIENT_GONE -> "client_gone";
      case CUT -> "cut";
    };
  }

  record FirstByte(Instant at, int status) {}

  record End(Instant at, ExchangeOutcome outcome) {}
}
