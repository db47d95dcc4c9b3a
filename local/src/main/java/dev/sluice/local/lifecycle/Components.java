package dev.sluice.local.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts components in parallel and stops them one by one, in reverse order. Closing waits for
 * components that are still starting and then stops them; no component starts after that.
 * Thread-safe.
 */
public final class Components implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Components.class);

  private final Deque<Component<?>> started = new ArrayDeque<>();
  private boolean closed;

  /** Starts a component. Cleans up if it throws. */
  @FunctionalInterface
  public interface Starter<T extends AutoCloseable> extends Callable<T> {}

  /** Starts a component on a new thread and returns immediately. */
  public <T extends AutoCloseable> Component<T> start(String name, Starter<T> start) {
    Component<T> component = new Component<>(name, new FutureTask<>(start));
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("%s cannot start: Sluice is stopping".formatted(name));
      }
      started.push(component);
    }
    Thread.ofPlatform().daemon().name("start-" + name).start(component.task);
    return component;
  }

  /** Stops all components. If one fails to stop, the others are stopped nevertheless. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    for (Component<?> component : started) {
      component.stop();
    }
    started.clear();
  }

  /** A component that is starting or has started. */
  public static final class Component<T extends AutoCloseable> {
    private final String name;
    private final FutureTask<T> task;

    private Component(String name, FutureTask<T> task) {
      this.name = name;
      this.task = task;
    }

    /**
     * Waits until the component has started.
     *
     * @throws RuntimeException thrown by the start
     */
    public T await() {
      try {
        return task.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(name + " failed to start", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while %s was starting".formatted(name), e);
      }
    }

    private void stop() {
      T component;
      try {
        component = await();
      } catch (RuntimeException neverStarted) {
        return;
      }
      try {
        component.close();
      } catch (Exception e) {
        log.warn("{} did not stop cleanly", name, e);
      }
    }
  }
}
