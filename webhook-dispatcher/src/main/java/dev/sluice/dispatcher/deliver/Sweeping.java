package dev.sluice.dispatcher.deliver;

import dev.sluice.webhooks.delivery.Sweeps;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Runs the sweeps, and counts what they moved: {@code sluice.webhook.swept}, by the status {@code
 * to} which they moved it.
 *
 * <p>Between whole rounds only endpoints that were stopped of late are looked at, as what waits for
 * the others was moved when they were. A whole round finds what came later, e.g. an outcome that
 * was kept through a long outage of the database.
 */
final class Sweeping {

  private static final Duration OF_LATE = Duration.ofMinutes(10);
  private static final Duration EVER = Duration.ofDays(36_500);
  // A backlog beyond it is for the next round: other upkeep has its turn.
  private static final int MOST_BATCHES = 40;

  private final Sweeps sweeps;
  private final DueDeliveries due;
  private final Counter held;
  private final Counter released;
  private final Counter discarded;

  Sweeping(Sweeps sweeps, DueDeliveries due, MeterRegistry meters) {
    this.sweeps = sweeps;
    this.due = due;
    this.held = swept(meters, "held");
    this.released = swept(meters, "pending");
    this.discarded = swept(meters, "discarded");
  }

  private static Counter swept(MeterRegistry meters, String status) {
    return meters.counter("sluice.webhook.swept", "to", status);
  }

  /** What changed of late. */
  void round() {
    round(OF_LATE);
  }

  /** Everything. */
  void wholeRound() {
    round(EVER);
    untilFewer(sweeps::forgetSecrets);
  }

  private void round(Duration within) {
    held.increment(untilFewer(() -> sweeps.holdWaiting(within)));
    discarded.increment(untilFewer(() -> sweeps.discardWaiting(within)));
    if (moveHeld()) {
      due.arrived();
    }
  }

  /** Whether anything is due for it. */
  private boolean moveHeld() {
    boolean any = false;
    Sweeps.Moved moved;
    int batch = 0;
    do {
      moved = sweeps.moveHeld();
      released.increment(moved.released());
      discarded.increment(moved.discarded());
      any |= moved.released() > 0;
      batch++;
    } while (moved.mayBeMore() && batch < MOST_BATCHES);
    return any;
  }

  private static int untilFewer(IntSupplier sweep) {
    int moved = 0;
    for (int batch = 0; batch < MOST_BATCHES; batch++) {
      int now = sweep.getAsInt();
      moved += now;
      if (now < Sweeps.AT_ONCE) {
        return moved;
      }
    }
    return moved;
  }
}
