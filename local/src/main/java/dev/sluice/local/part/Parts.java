package dev.sluice.local.part;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs: started side by side, stopped one after the other in reverse order of beginning,
 * whatever the moment the end comes. A part that is still starting by then is awaited, then
 * stopped; none begins after that. Safe for all threads.
 */
public final class Parts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Parts.class);

  private final Deque<Part<?>> begun = new ArrayDeque<>();
  private boolean closed;

  /** How a part starts; it cleans up after itself where it fails. */
  @FunctionalInterface
  public interface Start<T extends AutoCloseable> extends Callable<T> {}

  /** Starts a part in a thread of its own and returns at once. */
  public <T extends AutoCloseable> Part<T> begin(String name, Start<T> start) {
    Part<T> part = new Part<>(name, new FutureTask<>(start));
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("Stopping; %s does not start any more".formatted(name));
      }
      begun.push(part);
    }
    Thread.ofPlatform().daemon().name("start-" + name).start(part.start);
    return part;
  }

  /** Stops everything. One part that fails to stop does not keep the others from it. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    for (Part<?> part : begun) {
      part.stop();
    }
    begun.clear();
  }

  /** One part, on its way or there. */
  public static final class Part<T extends AutoCloseable> {
    private final String name;
    private final FutureTask<T> start;

    private Part(String name, FutureTask<T> start) {
      this.name = name;
      this.start = start;
    }

    /**
     * Waits until the part has started.
     *
     * @throws RuntimeException what the start has thrown
     */
    public T started() {
      try {
        return start.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(name + " did not start", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while %s was starting".formatted(name), e);
      }
    }

    private void stop() {
      T part;
      try {
        part = started();
      } catch (RuntimeException neverStarted) {
        return;
      }
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} did not stop cleanly", name, e);
      }
    }
  }
}
