package dev.sluice.simulator.serve;

import dev.sluice.simulator.behaviour.CallPlan.Pace;
import dev.sluice.simulator.http.Exchange;
import dev.sluice.simulator.wire.EventStream;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Sends the tokens of a stream at the planned rate. If the client reads too slowly, it waits, and
 * then sends all tokens that are due at once.
 */
final class TokenStream {

  private final Exchange exchange;
  private final EventStream events;
  private final Pace pace;
  private final int limit;
  private final long started;
  private int sent;

  /**
   * @param limit how many tokens are sent
   */
  TokenStream(Exchange exchange, EventStream events, Pace pace, int limit) {
    this.exchange = exchange;
    this.events = events;
    this.pace = pace;
    this.limit = limit;
    this.started = System.nanoTime();
  }

  /** Runs {@code then} after the last token, before the final flush. */
  void start(Consumer<EventStream> then) {
    exchange.send(events.opening());
    continueWith(then);
  }

  private void continueWith(Consumer<EventStream> then) {
    int due = Math.min(limit, pace.tokensAfter(elapsed()));
    while (sent < due && exchange.isWritable()) {
      exchange.send(events.token().apply(sent));
      sent++;
    }
    if (sent == limit) {
      then.accept(events);
      exchange.flush();
      return;
    }
    exchange.flush();
    if (sent < due) {
      exchange.whenWritable(() -> continueWith(then));
    } else {
      exchange.after(pace.timeFor(sent + 1).minus(elapsed()), () -> continueWith(then));
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }
}
