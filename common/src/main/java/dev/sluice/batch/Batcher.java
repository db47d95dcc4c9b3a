package dev.sluice.batch;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Many callers share one statement and one commit. Nothing waits for company: a batch is what
 * gathered while the one before was being written, so a lone caller pays no delay and a crowd pays
 * one commit.
 *
 * <p>Every caller gets its own outcome. Where a batch is refused because of what it holds, it is
 * halved until the poisoned item stands alone and fails alone; where the database is away, all its
 * callers learn that, and the items were not written (or, should the connection break during the
 * commit, may have been: statements are guarded, so writing again is harmless).
 *
 * <p>The queue is bounded; a caller waits at the bound. Safe for all threads.
 *
 * @param <I> what a caller hands in
 * @param <O> what it gets back
 */
public final class Batcher<I, O> implements AutoCloseable {

  /** Writes a batch. */
  @FunctionalInterface
  public interface Write<I, O> {
    /** Writes all items in one transaction; returns one outcome per item, in the same order. */
    List<O> write(List<I> items);
  }

  /**
   * The bounds of a batcher.
   *
   * @param maxItems items in one statement
   * @param queueCapacity items that wait; further callers block
   * @param writers batches that are written at the same time
   */
  public record Bounds(int maxItems, int queueCapacity, int writers) {
    public Bounds {
      if (maxItems < 1 || queueCapacity < 1 || writers < 1) {
        throw new IllegalArgumentException("every bound is at least 1");
      }
    }
  }

  private record Entry<I, O>(I item, CompletableFuture<O> outcome) {}

  private static final long CLOSED_CHECK_MILLIS = 100;

  private final Bounds bounds;
  private final Write<I, O> write;
  private final BlockingQueue<Entry<I, O>> queue;
  private final List<Thread> writers = new ArrayList<>();
  private volatile boolean closed;

  public Batcher(String name, Bounds bounds, Write<I, O> write) {
    this.bounds = bounds;
    this.write = write;
    this.queue = new ArrayBlockingQueue<>(bounds.queueCapacity());
    for (int i = 0; i < bounds.writers(); i++) {
      writers.add(Thread.ofPlatform().daemon().name(name + "-writer-" + i).start(this::writeLoop));
    }
  }

  /**
   * Hands in an item and waits for its outcome, whether the calling thread is interrupted or not:
   * what was handed in is written, and its caller should know what became of it.
   *
   * @throws RuntimeException what {@link Write#write} threw for this item
   * @throws RejectedExecutionException once closed; the item was not written
   */
  public O call(I item) {
    CompletableFuture<O> outcome = new CompletableFuture<>();
    offer(new Entry<>(item, outcome));
    if (closed) {
      rejectQueued();
    }
    try {
      return outcome.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void offer(Entry<I, O> entry) {
    boolean interrupted = false;
    boolean queued = false;
    while (!queued) {
      if (closed) {
        throw new RejectedExecutionException("the batcher is closed");
      }
      try {
        queued = queue.offer(entry, CLOSED_CHECK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Items that wait. */
  public int queued() {
    return queue.size();
  }

  private void writeLoop() {
    List<Entry<I, O>> batch = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      try {
        Entry<I, O> first = queue.poll(CLOSED_CHECK_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, bounds.maxItems() - 1);
          write(batch);
        }
      } catch (InterruptedException _) {
        // Nobody but close() ends this thread, and it does so by the flag.
      } finally {
        batch.clear();
      }
    }
  }

  // Whatever goes wrong, a caller must learn it; a writer must not die of it.
  @SuppressWarnings("CatchingUnchecked")
  private void write(List<Entry<I, O>> batch) {
    List<O> outcomes;
    try {
      outcomes = write.write(batch.stream().map(Entry::item).toList());
      if (outcomes.size() != batch.size()) {
        throw new IllegalStateException(
            "%d outcomes for %d items".formatted(outcomes.size(), batch.size()));
      }
    } catch (Throwable e) {
      if (batch.size() > 1 && isBecauseOfAnItem(e)) {
        int half = batch.size() / 2;
        write(batch.subList(0, half));
        write(batch.subList(half, batch.size()));
      } else {
        batch.forEach(entry -> entry.outcome().completeExceptionally(e));
      }
      return;
    }
    for (int i = 0; i < outcomes.size(); i++) {
      batch.get(i).outcome().complete(outcomes.get(i));
    }
  }

  /**
   * Whether the database refused the content, rather than being away, read-only, or out of some
   * resource: SQLSTATE class 22 (data exception), 23 (integrity constraint) or 54 (program limit).
   * Whatever else goes wrong would go wrong for any other item, too.
   */
  public static boolean isBecauseOfAnItem(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
      }
    }
    return e instanceof DataIntegrityViolationException;
  }

  private void rejectQueued() {
    // The writers drain the queue before they end; this catches what was offered after they did.
    if (writers.stream().noneMatch(Thread::isAlive)) {
      Entry<I, O> entry;
      while ((entry = queue.poll()) != null) {
        entry.outcome().completeExceptionally(new RejectedExecutionException("closed"));
      }
    }
  }

  /** Writes what is queued, then ends. Waits for it for as long as the database takes. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    for (Thread writer : writers) {
      while (writer.isAlive()) {
        try {
          writer.join();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    }
    rejectQueued();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
