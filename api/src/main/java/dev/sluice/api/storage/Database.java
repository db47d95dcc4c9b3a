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
 * Bounds how long a request waits for the database, whatever state that is in. A call that runs out
 * of time is interrupted, which gives its connection up. At most {@value #MAX_CALLS} calls are
 * under way; more wait their turn within their own bound. Safe for all threads.
 */
@Component
public final class Database implements AutoCloseable {

  private static final int MAX_CALLS = 256;

  /** How long those who can do without the database do without it once it was found away. */
  private static final long AWAY_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long NOT_AWAY = Long.MIN_VALUE;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore calls = new Semaphore(MAX_CALLS);
  private final AtomicLong awayUntil = new AtomicLong(NOT_AWAY);
  private final long start = System.nanoTime();

  /**
   * The call's result, for those who cannot do without it.
   *
   * @throws DatabaseUnavailableException within {@code bound}; what the call was to change may or
   *     may not have changed then
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
      awayUntil.set(NOT_AWAY);
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
   * The call's result, for those who can do without it: right after a call found the database away,
   * one of them tries in a second, the others learn at once.
   *
   * @throws DatabaseUnavailableException within {@code bound}, mostly at once
   */
  public <T> T callUnlessUnavailable(Duration bound, Supplier<T> call) {
    long until = awayUntil.get();
    if (until != NOT_AWAY) {
      long now = System.nanoTime() - start;
      if (now < until || !awayUntil.compareAndSet(until, now + bound.toNanos() + AWAY_NANOS)) {
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
      throw away(e);
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private RuntimeException failure(@Nullable Throwable cause) {
    if (cause != null && isAway(cause)) {
      return away(cause);
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
  }

  private DatabaseUnavailableException away(Throwable cause) {
    awayUntil.set(System.nanoTime() - start + AWAY_NANOS);
    return new DatabaseUnavailableException(cause);
  }

  /** SQLSTATE classes: 08 connection, 57P shutdown or start-up, 53 out of resources. */
  private static boolean isAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CannotCreateTransactionException
          || cause instanceof SQLTransientConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql && isAway(sql.getSQLState())) {
        return true;
      }
      // A connection that broke in the middle cannot be rolled back either, and hides what broke
      // it.
      if (cause instanceof TransactionException && cause.getCause() instanceof SQLException sql) {
        return sql.getSQLState() == null || isAway(sql.getSQLState());
      }
    }
    return false;
  }

  private static boolean isAway(@Nullable String state) {
    return state != null
        && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53"));
  }

  /** Interrupts what is under way. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
