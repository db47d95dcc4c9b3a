package dev.sluice.batch;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Lets concurrent callers share one statement and one commit. A batch is what arrived while the
 * previous one was being written, so a single caller is never delayed.
 *
 * <p>Every caller gets its own outcome. An item whose content the database refuses fails alone
 * ({@link #bisect}). When the database is unavailable all callers of the batch get the exception;
 * their items were not written, unless the connection broke during the commit.
 *
 * <p>The queue is bounded; callers wait while it is full. Safe for all threads.
 *
 * @param <I> the items
 * @param <O> the outcomes
 */
public final class Batcher<I, O> implements AutoCloseable {

  @FunctionalInterface
  public interface Write<I, O> {
    /** Writes all items in one transaction; returns one outcome per item, in the same order. */
    List<O> write(List<I> items);
  }

  /**
   * The bounds of a batcher.
   *
   * @param maxItems per statement
   * @param queueCapacity of waiting items; further callers block
   * @param writers of concurrent batches
   */
  public record Bounds(int maxItems, int queueCapacity, int writers) {
    public Bounds {
      if (maxItems < 1 || queueCapacity < 1 || writers < 1) {
        throw new IllegalArgumentException("every bound is at least 1");
      }
    }
  }

  private record Entry<I, O>(I item, CompletableFuture<O> outcome) {}

  private final Bounds bounds;
  private final Write<I, O> write;
  private final Queue<Entry<I, O>> queue = new ConcurrentLinkedQueue<>();
  private final Semaphore capacity;
  private final ExecutorService writers;

  public Batcher(String name, Bounds bounds, Write<I, O> write) {
    this.bounds = bounds;
    this.write = write;
    this.capacity = new Semaphore(bounds.queueCapacity());
    this.writers =
        Executors.newFixedThreadPool(
            bounds.writers(), Thread.ofPlatform().daemon().name(name + "-writer-", 0).factory());
  }

  /**
   * Writes an item together with those of other callers and returns its outcome. An interrupt does
   * not end the wait, since the item is written anyway.
   *
   * @throws RuntimeException what {@link Write#write} threw for this item
   * @throws RejectedExecutionException after the close; the item was not written
   */
  public O call(I item) {
    Entry<I, O> entry = new Entry<>(item, new CompletableFuture<>());
    capacity.acquireUninterruptibly();
    queue.add(entry);
    try {
      writers.execute(this::writeBatch);
    } catch (RejectedExecutionException e) {
      // Closed; but the last batch may have included the item.
      if (queue.remove(entry)) {
        capacity.release();
        throw e;
      }
    }
    try {
      return entry.outcome().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** The number of waiting items. */
  int queued() {
    return queue.size();
  }

  // One call for each item; most find that an earlier one has written theirs.
  private void writeBatch() {
    List<Entry<I, O>> batch = new ArrayList<>();
    Entry<I, O> next;
    while (batch.size() < bounds.maxItems() && (next = queue.poll()) != null) {
      batch.add(next);
    }
    if (!batch.isEmpty()) {
      capacity.release(batch.size());
      write(batch);
    }
  }

  // Every caller must learn the outcome, and no error may end the writer.
  private void write(List<Entry<I, O>> batch) {
    try {
      bisect(batch, this::writeAll, (entry, e) -> entry.outcome().completeExceptionally(e));
    } catch (Throwable e) {
      // No effect on callers that have their outcome already.
      batch.forEach(entry -> entry.outcome().completeExceptionally(e));
    }
  }

  private void writeAll(List<Entry<I, O>> batch) {
    List<O> outcomes = write.write(batch.stream().map(Entry::item).toList());
    if (outcomes.size() != batch.size()) {
      throw new IllegalStateException(
          "%d outcomes for %d items".formatted(outcomes.size(), batch.size()));
    }
    for (int i = 0; i < outcomes.size(); i++) {
      batch.get(i).outcome().complete(outcomes.get(i));
    }
  }

  /**
   * Writes all items together. When the database refuses the content of one, halves them until that
   * item is alone, so that the others are written.
   *
   * @param write must write all or none
   * @param refused called for each item that was refused
   * @throws RuntimeException what {@code write} threw for any other reason; the rest is not written
   */
  public static <T> void bisect(
      List<T> items, Consumer<List<T>> write, BiConsumer<T, RuntimeException> refused) {
    try {
      write.accept(items);
    } catch (RuntimeException e) {
      if (!isBecauseOfAnItem(e)) {
        throw e;
      }
      if (items.size() == 1) {
        refused.accept(items.getFirst(), e);
      } else {
        int half = items.size() / 2;
        bisect(items.subList(0, half), write, refused);
        bisect(items.subList(half, items.size()), write, refused);
      }
    }
  }

  /**
   * Whether the database refused the content of an item: SQLSTATE class 22 (data exception), 23
   * (integrity constraint) or 54 (program limit). Any other failure would affect every item.
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

  /** Writes the queued items, however long the database takes, then ends. */
  @Override
  public void close() {
    writers.close();
    // Nothing, unless this thread was interrupted.
    while (!queue.isEmpty()) {
      writeBatch();
    }
  }
}
