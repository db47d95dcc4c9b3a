package dev.sluice.simulator.serve;

import dev.sluice.simulator.behaviour.Plan.Pace;
import dev.sluice.simulator.http.Exchange;
import dev.sluice.simulator.wire.Frames;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Sends the tokens of a stream at their pace. A client that does not keep up is waited for, and
 * gets what is due by then at once.
 */
final class TokenStream {

  private final Exchange exchange;
  private final Frames frames;
  private final Pace pace;
  private final int limit;
  private final long started;
  private int sent;

  /**
   * A stream that stops short of its end.
   *
   * @param limit how many tokens are sent
   */
  TokenStream(Exchange exchange, Frames frames, Pace pace, int limit) {
    this.exchange = exchange;
    this.frames = frames;
    this.pace = pace;
    this.limit = limit;
    this.started = System.nanoTime();
  }

  /** Runs {@code then} after the last token; what it sends leaves together with it. */
  void start(Consumer<Frames> then) {
    exchange.send(frames.opening());
    continueWith(then);
  }

  private void continueWith(Consumer<Frames> then) {
    int due = Math.min(limit, pace.after(elapsed()));
    while (sent < due && exchange.writable()) {
      exchange.send(frames.token().apply(sent));
      sent++;
    }
    if (sent == limit) {
      then.accept(frames);
      exchange.flush();
      return;
    }
    exchange.flush();
    if (sent < due) {
      exchange.whenWritable(() -> continueWith(then));
    } else {
      exchange.after(pace.until(sent + 1).minus(elapsed()), () -> continueWith(then));
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }
}
