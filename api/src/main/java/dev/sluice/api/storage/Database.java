package dev.sluice.api.storage;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.hibernate.TransactionException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Bounds how long a request waits for the database, whatever its state. A call that runs out of
 * time is interrupted, which closes its connection. At most {@value #MAX_CALLS} calls run at a
 * time; further ones wait within their own bound. Thread-safe.
 */
@Component
public final class Database implements AutoCloseable {

  private static final int MAX_CALLS = 256;
  private static final Duration BOUND = Duration.ofSeconds(5);

  /** How long optional calls fail at once after the database was found unavailable. */
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long AVAILABLE = Long.MIN_VALUE;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore calls = new Semaphore(MAX_CALLS);
  private final AtomicLong unavailableUntil = new AtomicLong(AVAILABLE);
  private final long start = System.nanoTime();

  /**
   * The result of a call that the caller needs.
   *
   * @throws DatabaseUnavailableException within 5 s; the call may or may not have taken effect
   */
  public <T> T call(Supplier<T> call) {
    return call(BOUND, call);
  }

  /**
   * The result of a call that the caller needs.
   *
   * @throws DatabaseUnavailableException within {@code bound}; the call may or may not have taken
   *     effect
   */
  public <T> T call(Duration bound, Supplier<T> call) {
    long deadline = System.nanoTime() + bound.toNanos();
    boolean admitted = false;
    try {
      admitted = calls.tryAcquire(bound.toNanos(), TimeUnit.NANOSECONDS);
      if (!admitted) {
        throw new DatabaseUnavailableException(null);
      }
      T result = run(deadline, call);
      unavailableUntil.set(AVAILABLE);
      return result;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailableException(null);
    } finally {
      if (admitted) {
        calls.release();
      }
    }
  }

  /**
   * The result of a call that the caller can do without. While the database is unavailable, one
   * such call a second tries it, and the others fail at once.
   *
   * @throws DatabaseUnavailableException within {@code bound}
   */
  public <T> T callUnlessUnavailable(Duration bound, Supplier<T> call) {
    long until = unavailableUntil.get();
    if (until != AVAILABLE) {
      long now = System.nanoTime() - start;
      if (now < until
          || !unavailableUntil.compareAndSet(until, now + bound.toNanos() + RETRY_NANOS)) {
        throw new DatabaseUnavailableException(null);
      }
    }
    return call(bound, call);
  }

  private <T> T run(long deadline, Supplier<T> call) throws InterruptedException {
    Future<T> future = executor.submit(call::get);
    try {
      return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw unavailable(e);
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private RuntimeException failure(@Nullable Throwable cause) {
    if (cause != null && isUnavailable(cause)) {
      return unavailable(cause);
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
  }

  private DatabaseUnavailableException unavailable(Throwable cause) {
    unavailableUntil.set(System.nanoTime() - start + RETRY_NANOS);
    return new DatabaseUnavailableException(cause);
  }

  /** SQLSTATE classes: 08 connection, 57P shutdown or start-up, 53 insufficient resources. */
  private static boolean isUnavailable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CannotCreateTransactionException
          || cause instanceof SQLTransientConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql && isUnavailable(sql.getSQLState())) {
        return true;
      }
      // A broken connection fails the rollback, too, and that hides the cause.
      if (cause instanceof TransactionException && cause.getCause() instanceof SQLException sql) {
        return sql.getSQLState() == null || isUnavailable(sql.getSQLState());
      }
    }
    return false;
  }

  private static boolean isUnavailable(@Nullable String state) {
    return state != null
        && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53"));
  }

  /** Interrupts running calls. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
