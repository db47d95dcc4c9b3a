package dev.sluice.provider.call;

import dev.sluice.provider.Deadline;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Work that the caller can leave at any moment. The work runs on a virtual thread of its own, whose
 * interruption closes the socket it waits on (see {@link java.net.Socket}); the caller waits for
 * what comes out, until the deadline or until it is interrupted itself. So even work that cannot be
 * interrupted, such as a name lookup, never holds the caller.
 */
final class Exchange {

  /** What the work does; pieces go to the emitter. */
  interface Work {
    Outcome run(Emitter emitter) throws InterruptedException;
  }

  private sealed interface Event {
    record Piece(Delta delta) implements Event {}

    record Ended(Outcome outcome) implements Event {}

    record Broke(Throwable thrown) implements Event {}
  }

  // A sink that falls this many pieces behind stops the reading of the socket.
  private static final int BUFFERED_PIECES = 64;

  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(BUFFERED_PIECES);
  private volatile boolean abandoned;

  private Exchange() {}

  /**
   * Runs the work and hands its pieces to the sink, on the calling thread.
   *
   * @throws RuntimeException what the sink or, by a bug, the work has thrown
   */
  static Outcome run(String name, Deadline deadline, Consumer<Delta> sink, Work work) {
    if (Thread.currentThread().isInterrupted()) {
      return new Outcome.Aborted();
    }
    Exchange exchange = new Exchange();
    Thread worker = Thread.ofVirtual().name(name).start(() -> exchange.work(work));
    try {
      return exchange.await(deadline, sink);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Outcome.Aborted();
    } finally {
      // Whatever happened, nobody waits for the worker any more; one that has ended ignores this.
      exchange.abandoned = true;
      worker.interrupt();
    }
  }

  private Outcome await(Deadline deadline, Consumer<Delta> sink) throws InterruptedException {
    while (true) {
      Event event = events.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      switch (event) {
        case Event.Ended(Outcome outcome) -> {
          return outcome;
        }
        case Event.Piece(Delta delta) when !deadline.hasPassed() -> sink.accept(delta);
        case Event.Piece _ -> {
          return new Outcome.DeadlinePassed();
        }
        case Event.Broke(Throwable thrown) ->
            throw new IllegalStateException("The exchange broke on a bug", thrown);
        case null -> {
          return new Outcome.DeadlinePassed();
        }
      }
    }
  }

  private void work(Work work) {
    try {
      tell(result(work));
    } catch (InterruptedException _) {
      // The caller has left; there is nobody to tell.
    }
  }

  private Event result(Work work) throws InterruptedException {
    try {
      return new Event.Ended(work.run(delta -> tell(new Event.Piece(delta))));
    } catch (RuntimeException | Error thrown) {
      return new Event.Broke(thrown);
    }
  }

  private void tell(Event event) throws InterruptedException {
    // Set before the interrupt: a worker whose interrupt was swallowed still never waits in vain.
    if (abandoned) {
      throw new InterruptedException();
    }
    events.put(event);
  }
}
