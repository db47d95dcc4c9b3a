package dev.sluice.api.chat;

import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call to a provider, on the thread that creates this, which any thread may abort. An abort
 * interrupts the call, but never the forwarding of a piece; then it takes effect afterwards.
 */
final class AbortableCall {

  /** Why a call was aborted; the first reason counts. */
  enum Abort {
    CLIENT_GONE,
    PROVIDER_SILENT,
    SHUTTING_DOWN
  }

  private final Thread thread = Thread.currentThread();

  // Guarded by this.
  private @Nullable Abort abort;
  private boolean interruptible;
  private long lastPieceAt = System.nanoTime();

  /** Has no effect on a call that has ended. Never blocks. */
  synchronized void abort(Abort why) {
    if (abort == null) {
      abort = why;
      if (interruptible) {
        thread.interrupt();
      }
    }
  }

  /** Aborts the call if it has brought no piece for this long. */
  synchronized void abortIfSilent(Duration idleTimeout) {
    if (interruptible && System.nanoTime() - lastPieceAt > idleTimeout.toNanos()) {
      abort(Abort.PROVIDER_SILENT);
    }
  }

  /** The reason of an outcome that is aborted. */
  synchronized Abort reason() {
    // Only a shutdown interrupts the thread without a reason.
    return abort == null ? Abort.SHUTTING_DOWN : abort;
  }

  /**
   * Makes the call.
   *
   * @param call hands its pieces to the consumer that it gets
   * @param sink takes them; must not be interrupted
   */
  Outcome run(Function<Consumer<Delta>, Outcome> call, Consumer<Delta> sink) {
    try {
      resume();
      return call.apply(delta -> {
        pause();
        sink.accept(delta);
        resume();
      });
    } catch (CancellationException _) {
      return new Outcome.Aborted();
    } finally {
      end();
    }
  }

  private synchronized void pause() {
    interruptible = false;
    throwIfAborted();
  }

  private synchronized void resume() {
    throwIfAborted();
    interruptible = true;
    lastPieceAt = System.nanoTime();
  }

  private void throwIfAborted() {
    if (abort != null) {
      throw new CancellationException();
    }
  }

  private synchronized void end() {
    interruptible = false;
    // An interrupt must not disturb what is written afterwards.
    var _ = Thread.interrupted();
  }
}
