package dev.sluice.api.chat;

import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The provider's side of a chat, on a thread of its own, so that the handler's thread waits with
 * timeouts and does all the writing, and is never interrupted while it writes. Aborting a run
 * closes the connection to the provider within a second. The handler takes events until the end has
 * come, whatever happens, so that nothing of a chat is left when it returns.
 */
final class ChatRun {

  /** Why a run was aborted; the first reason counts. */
  enum Abort {
    CLIENT_GONE,
    PROVIDER_SILENT,
    OUT_OF_TIME,
    SHUTTING_DOWN,
    /** The handler failed on a bug. */
    ABANDONED
  }

  /** What the handler learns, in order. */
  sealed interface Event {
    record Piece(Delta delta) implements Event {}

    record Ended(Outcome outcome) implements Event {}

    record Broke(Throwable thrown) implements Event {}
  }

  /** Calls the provider; hands the pieces of an answer to the sink. */
  interface Work {
    Outcome run(Consumer<Delta> sink);
  }

  // A client that is this many pieces behind stops the reading from the provider.
  private static final int BUFFERED_PIECES = 16;

  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(BUFFERED_PIECES);
  private final AtomicReference<@Nullable Abort> abort = new AtomicReference<>();
  private final Thread worker;

  private ChatRun(String name, Work work) {
    this.worker = Thread.ofVirtual().name(name).unstarted(() -> work(work));
  }

  static ChatRun start(String name, Work work) {
    ChatRun run = new ChatRun(name, work);
    run.worker.start();
    return run;
  }

  /** Has no effect on a run that has ended. Never blocks. */
  void abort(Abort why) {
    if (abort.compareAndSet(null, why)) {
      worker.interrupt();
    }
  }

  Optional<Abort> aborted() {
    return Optional.ofNullable(abort.get());
  }

  /**
   * The next event; where none comes in time, the run is aborted as silent and its end comes within
   * a second.
   */
  Event next(Duration patience) {
    Event event = poll(patience);
    if (event == null) {
      abort(Abort.PROVIDER_SILENT);
      return next();
    }
    return event;
  }

  /** The next event, however long it takes; the provider's deadline bounds that. */
  Event next() {
    Event event = null;
    while (event == null) {
      event = poll(Duration.ofDays(1));
    }
    return event;
  }

  /** The end, past all pieces that are still to come; aborts what has not ended by itself. */
  void leave() {
    abort(Abort.ABANDONED);
    while (next() instanceof Event.Piece) {
      // Nobody wants it any more.
    }
  }

  private @Nullable Event poll(Duration patience) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
          // The container stops its threads: the end comes soon, and is waited for.
          interrupted = true;
          abort(Abort.SHUTTING_DOWN);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void work(Work work) {
    Event end = result(work);
    // An abort has done its work by now; the end must be told in any case.
    boolean told = false;
    while (!told) {
      try {
        events.put(end);
        told = true;
      } catch (InterruptedException _) {
        // Interrupted once at most, by abort.
      }
    }
  }

  private Event result(Work work) {
    try {
      return new Event.Ended(work.run(this::tell));
    } catch (CancellationException _) {
      return new Event.Ended(new Outcome.Aborted());
    } catch (RuntimeException | Error thrown) {
      return new Event.Broke(thrown);
    } finally {
      // Not for the telling of the end.
      var _ = Thread.interrupted();
    }
  }

  private void tell(Delta delta) {
    try {
      events.put(new Event.Piece(delta));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }
}
