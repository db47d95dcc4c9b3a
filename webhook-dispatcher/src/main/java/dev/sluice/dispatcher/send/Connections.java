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
 * The open connections, each used by one attempt at a time. Connections are closed when idle for 30
 * s, after 5 minutes, and least recently used first at the limit. Every close is immediate: a
 * receiver that does not read cannot delay it. Thread-safe.
 */
final class Connections {

  private static final TimeValue MAX_IDLE = TimeValue.ofSeconds(30);
  private static final TimeValue MAX_AGE = TimeValue.ofMinutes(5);

  private final Connector connector;
  private final StrictConnPool<Exchange.Origin, Connection> pool;

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

  /** An entry with the most recently used connection if it is usable, otherwise a new one. */
  PoolEntry<Exchange.Origin, Connection> lease(Exchange exchange)
      throws IOException, InterruptedException, TimeoutException {
    PoolEntry<Exchange.Origin, Connection> entry = entry(exchange);
    boolean connected = false;
    try {
      Connection kept = entry.getConnection();
      if (kept == null || kept.isStale()) {
        entry.discardConnection(CloseMode.IMMEDIATE);
        entry.assignConnection(connector.connect(exchange));
      } else {
        exchange.uses(kept.socket(), kept.socket().getInetAddress());
      }
      exchange.connected();
      connected = true;
      return entry;
    } finally {
      if (!connected) {
        release(entry, false);
      }
    }
  }

  private PoolEntry<Exchange.Origin, Connection> entry(Exchange exchange)
      throws IOException, InterruptedException, TimeoutException {
    Duration left = exchange.left();
    try {
      return pool.lease(exchange.origin(), null, Timeout.of(left), null)
          .get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (CancellationException _) {
      throw new InterruptedException();
    } catch (ExecutionException | IllegalStateException e) {
      throw new IOException("The sender is closed", e);
    }
  }

  /** Keeps or closes the connection. */
  void release(PoolEntry<Exchange.Origin, Connection> entry, boolean reusable) {
    if (reusable && !pool.isShutdown()) {
      entry.updateExpiry(MAX_IDLE);
    } else {
      entry.discardConnection(CloseMode.IMMEDIATE);
    }
    pool.release(entry, reusable);
  }

  /** Closes connections that were idle for too long, or received bytes while idle. */
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
