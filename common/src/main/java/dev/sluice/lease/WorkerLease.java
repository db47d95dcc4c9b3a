package dev.sluice.lease;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;

/**
 * This process's claim to be alive: one row, renewed while the process runs, judged by the
 * database's clock. Others may take what this worker holds once the row has expired; the worker
 * itself stops well before that, by a clock that a pause of the process or a change of the wall
 * clock does not stop (monotonic), counted from the moment the last successful renewal was sent.
 *
 * <p>A lease that was lost is never revived: the process comes back as a new worker, and what the
 * old one held is free at once. Safe for all threads.
 */
public final class WorkerLease implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkerLease.class);

  private static final String REGISTER =
      """
      INSERT INTO worker (id, kind, host, expires_at)
      VALUES (?, ?, ?, now() + ? * interval '1 millisecond')
      """;

  // Insists on a live row: one that has expired may have been taken from already.
  private static final String RENEW =
      """
      UPDATE worker SET expires_at = now() + ? * interval '1 millisecond'
      WHERE id = ? AND expires_at > now()
      """;

  private static final String RELEASE = "DELETE FROM worker WHERE id = ?";

  private record Held(WorkerId worker, long renewedAtNanos) {}

  private final JdbcTemplate jdbc;
  private final LeaseProperties properties;
  private final String kind;
  private final String host;
  private final LongSupplier nanoTime;
  private final List<Runnable> lossListeners = new CopyOnWriteArrayList<>();
  // Renewing and watching are apart: a renewal that hangs must not hide that time is up.
  private final ScheduledExecutorService renewing;
  private final ScheduledExecutorService watching;
  private volatile @Nullable Held held;
  private volatile boolean closed;

  /**
   * A lease that is not held yet.
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
    this.renewing =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lease-renew").factory());
    this.watching =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lease-watch").factory());
  }

  /** Called once per loss, before the process comes back as a new worker. */
  public void onLoss(Runnable listener) {
    lossListeners.add(listener);
  }

  /**
   * Begins to renew in the background. The lease may be held only later, once the database is up.
   */
  public void start() {
    Duration every = properties.renewEvery();
    var _ =
        renewing.scheduleWithFixedDelay(this::renew, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    long watchMillis = Math.max(10, properties.term().toMillis() / 100);
    var _ =
        watching.scheduleWithFixedDelay(
            this::watch, watchMillis, watchMillis, TimeUnit.MILLISECONDS);
  }

  /** Who this process is, while that is safe to act on; empty otherwise. */
  public Optional<WorkerId> current() {
    Held now = held;
    return now != null && isSafe(now) ? Optional.of(now.worker()) : Optional.empty();
  }

  /** Renews once, or registers as a new worker where none is held. */
  void renew() {
    if (closed) {
      return;
    }
    long sentAt = nanoTime.getAsLong();
    Held now = held;
    try {
      if (now == null) {
        register(sentAt);
      } else if (jdbc.update(RENEW, properties.term().toMillis(), now.worker().value()) == 1) {
        extend(now, sentAt);
      } else {
        lose(now, "the database no longer knows it");
      }
    } catch (RuntimeException e) {
      // Whatever it is, it must not end the schedule.
      log.warn("lease not renewed: {}", e.toString());
    }
  }

  private synchronized void extend(Held renewed, long sentAt) {
    // Lost meanwhile: the abort has begun, so the answer comes too late.
    if (renewed.equals(held) && isSafe(renewed)) {
      held = new Held(renewed.worker(), sentAt);
    }
  }

  /** Gives the lease up where it could not be renewed in time. */
  void watch() {
    Held now = held;
    if (now != null && !isSafe(now)) {
      lose(now, "it could not be renewed in time");
    }
  }

  private boolean isSafe(Held lease) {
    return nanoTime.getAsLong() - lease.renewedAtNanos() < properties.safeFor().toNanos();
  }

  private void register(long sentAt) {
    WorkerId worker = new WorkerId(UUID.randomUUID());
    jdbc.update(REGISTER, worker.value(), kind, host, properties.term().toMillis());
    held = new Held(worker, sentAt);
    log.info("worker {} registered, kind {}", worker, kind);
  }

  private void lose(Held lost, String why) {
    synchronized (this) {
      Held now = held;
      if (now == null || !now.worker().equals(lost.worker())) {
        return;
      }
      held = null;
    }
    log.warn("worker {} lost its lease: {}", lost.worker(), why);
    lossListeners.forEach(Runnable::run);
    renewing.execute(() -> {
      releaseRow(lost.worker());
      renew();
    });
  }

  /** Frees at once what a lost worker held, rather than when its row expires. */
  private void releaseRow(WorkerId worker) {
    try {
      jdbc.update(RELEASE, worker.value());
    } catch (DataAccessException | TransactionException e) {
      log.warn("worker {} not released, it will expire: {}", worker, e.getMessage());
    }
  }

  /** Ends the lease: whatever this worker still holds is free at once. */
  @Override
  public void close() {
    closed = true;
    watching.shutdownNow();
    renewing.shutdownNow();
    Held last;
    synchronized (this) {
      last = held;
      held = null;
    }
    if (last != null) {
      releaseRow(last.worker());
    }
  }
}
