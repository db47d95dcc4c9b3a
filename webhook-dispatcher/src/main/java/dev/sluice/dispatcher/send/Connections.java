package dev.sluice.dispatcher.send;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.pool.StrictConnPool;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Open connections, each used by one attempt at a time. Idle ones are closed after 30 s, all after
 * 5 minutes, and the one that was used longest ago where the bound is reached. Every close is
 * immediate: a receiver that does not read cannot delay it. Safe for all threads.
 */
final class Connections {

  private static final TimeValue MAX_IDLE = TimeValue.ofSeconds(30);
  private static final TimeValue MAX_AGE = TimeValue.ofMinutes(5);

  private final Connector connector;
  private final StrictConnPool<Origin, Connection> pool;

  Connections(Connector connector, int max) {
    this.connector = connector;
    this.pool =
        new StrictConnPool<>(
            max,
            max,
            MAX_AGE,
            PoolReusePolicy.LIFO,
            (connection, _) -> connection.close(CloseMode.IMMEDIATE),
            null);
  }

  /**
   * An entry with a connection: the one that was used last if it is usable, otherwise a new one.
   */
  PoolEntry<Origin, Connection> lease(Attempt attempt)
      throws IOException, InterruptedException, TimeoutException {
    PoolEntry<Origin, Connection> entry = entry(attempt);
    boolean connected = false;
    try {
      Connection kept = entry.getConnection();
      if (kept == null || kept.isStale()) {
        entry.discardConnection(CloseMode.IMMEDIATE);
        entry.assignConnection(connector.connect(attempt));
      } else {
        attempt.uses(kept.socket(), kept.socket().getInetAddress());
      }
      attempt.connected();
      connected = true;
      return entry;
    } finally {
      if (!connected) {
        release(entry, false);
      }
    }
  }

  private PoolEntry<Origin, Connection> entry(Attempt attempt)
      throws IOException, InterruptedException, TimeoutException {
    Duration left = attempt.left();
    try {
      return pool.lease(attempt.origin(), null, Timeout.of(left), null)
          .get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (CancellationException _) {
      throw new InterruptedException();
    } catch (ExecutionException | IllegalStateException e) {
      throw new IOException("The sender is closed", e);
    }
  }

  /** Ends the use of a connection, which is kept or closed. */
  void release(PoolEntry<Origin, Connection> entry, boolean reusable) {
    if (reusable && !pool.isShutdown()) {
      entry.updateExpiry(MAX_IDLE);
    } else {
      entry.discardConnection(CloseMode.IMMEDIATE);
    }
    pool.release(entry, reusable);
  }

  /** Closes what was idle for too long, and what received bytes while it was idle. */
  void evict() {
    pool.enumAvailable(entry -> {
      if (entry.getExpiryDeadline().isExpired() || entry.getConnection().hasUnread()) {
        entry.discardConnection(CloseMode.IMMEDIATE);
      }
    });
  }

  int open() {
    return pool.getTotalStats().getLeased() + pool.getTotalStats().getAvailable();
  }

  void close() {
    pool.close(CloseMode.IMMEDIATE);
  }
}
