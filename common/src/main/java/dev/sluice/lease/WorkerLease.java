package dev.sluice.lease;

import dev.sluice.work.LoopThread;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;

/**
 * This process's proof that it is alive: one row, renewed while the process runs and judged by the
 * database's clock. Once the row has expired, others may take the worker's jobs. The worker itself
 * stops well before that, by a monotonic clock that counts from the moment the last successful
 * renewal was sent.
 *
 * <p>A lost lease is never revived: the process registers as a new worker, and the jobs of the old
 * one are free at once. Safe for all threads.
 */
public final class WorkerLease implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkerLease.class);

  private static final String REGISTER =
      """
      INSERT INTO worker (id, kind, host, expires_at)
      VALUES (?, ?, ?, now() + ? * interval '1 millisecond')
      """;

  // Only a live row: jobs of an expired one may have been taken already.
  private static final String RENEW =
      """
      UPDATE worker SET expires_at = now() + ? * interval '1 millisecond'
      WHERE id = ? AND expires_at > now()
      """;

  private static final String RELEASE = "DELETE FROM worker WHERE id = ?";

  private record Lease(WorkerId worker, long renewedAtNanos) {}

  private final JdbcTemplate jdbc;
  private final LeaseProperties properties;
  private final String kind;
  private final String host;
  private final LongSupplier nanoTime;
  private final List<Runnable> lossListeners = new CopyOnWriteArrayList<>();
  // Two threads, so that a renewal that hangs cannot hide that the lease has expired.
  private final LoopThread renewing;
  private final LoopThread watching;
  private volatile @Nullable Lease lease;
  // Its row is deleted before the process registers again.
  private volatile @Nullable WorkerId lost;
  private volatile boolean closed;

  /**
   * A lease that has not been acquired yet.
   *
   * @param kind {@code processor} or {@code webhook-dispatcher}
   * @param nanoTime {@code System::nanoTime}; by hand in tests
   */
  public WorkerLease(
      JdbcTemplate jdbc,
      LeaseProperties properties,
      String kind,
      String host,
      LongSupplier nanoTime) {
    this.jdbc = jdbc;
    this.properties = properties;
    this.kind = kind;
    this.host = host;
    this.nanoTime = nanoTime;
    this.renewing = LoopThread.every(properties.renewEvery(), "lease-renew", this::renew);
    this.watching =
        LoopThread.every(
            Duration.ofMillis(Math.max(10, properties.term().toMillis() / 100)),
            "lease-watch",
            this::watch);
  }

  /** Adds a listener, called once per loss, before the process registers as a new worker. */
  public void onLoss(Runnable listener) {
    lossListeners.add(listener);
  }

  /** Starts renewing. The lease is acquired once the database is available. */
  public void start() {
    renewing.start();
    renewing.wake();
    watching.start();
  }

  /** The worker while its lease is safe to act on; empty otherwise. */
  public Optional<WorkerId> current() {
    Lease now = lease;
    return now != null && isSafe(now) ? Optional.of(now.worker()) : Optional.empty();
  }

  /** Renews once, or registers a new worker when there is none. */
  void renew() {
    if (closed) {
      return;
    }
    WorkerId abandoned = lost;
    if (abandoned != null) {
      deleteRow(abandoned);
      lost = null;
    }
    long sentAt = nanoTime.getAsLong();
    Lease current = lease;
    if (current == null) {
      register(sentAt);
    } else if (jdbc.update(RENEW, properties.term().toMillis(), current.worker().value()) == 1) {
      extend(current, sentAt);
    } else {
      lose(current, "its row is missing or has expired");
    }
  }

  private synchronized void extend(Lease renewed, long sentAt) {
    // If it was lost meanwhile, the abort has begun and this renewal comes too late.
    if (renewed.equals(lease) && isSafe(renewed)) {
      lease = new Lease(renewed.worker(), sentAt);
    }
  }

  /** Gives the lease up when it was not renewed in time. */
  void watch() {
    Lease now = lease;
    if (now != null && !isSafe(now)) {
      lose(now, "it was not renewed in time");
    }
  }

  private boolean isSafe(Lease current) {
    return nanoTime.getAsLong() - current.renewedAtNanos() < properties.safeFor().toNanos();
  }

  private void register(long sentAt) {
    WorkerId worker = new WorkerId(UUID.randomUUID());
    jdbc.update(REGISTER, worker.value(), kind, host, properties.term().toMillis());
    lease = new Lease(worker, sentAt);
    log.info("worker {} registered, kind {}", worker, kind);
  }

  private void lose(Lease previous, String why) {
    synchronized (this) {
      Lease now = lease;
      if (now == null || !now.worker().equals(previous.worker())) {
        return;
      }
      lease = null;
      lost = previous.worker();
    }
    log.warn("worker {} lost its lease: {}", previous.worker(), why);
    lossListeners.forEach(Runnable::run);
    renewing.wake();
  }

  /** Frees the worker's jobs at once, rather than when its row expires. */
  private void deleteRow(WorkerId worker) {
    try {
      jdbc.update(RELEASE, worker.value());
    } catch (DataAccessException | TransactionException e) {
      log.warn("worker {} not deleted, it will expire: {}", worker, e.getMessage());
    }
  }

  /** Ends the lease; the remaining jobs of this worker are free at once. */
  @Override
  public void close() {
    closed = true;
    watching.close();
    renewing.close();
    Lease last;
    synchronized (this) {
      last = lease;
      lease = null;
    }
    if (last != null) {
      deleteRow(last.worker());
    }
  }
}
