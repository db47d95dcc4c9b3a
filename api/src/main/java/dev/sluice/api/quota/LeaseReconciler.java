package dev.sluice.api.quota;

import dev.sluice.api.storage.Database;
import dev.sluice.api.storage.DatabaseUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Reconciles this replica's leases with the shared buckets: one statement at a time, for all
 * buckets that need it, on demand and at every interval. Only its own thread exchanges with the
 * database. While the database does not answer, only heartbeats try it.
 */
@Component
final class LeaseReconciler {

  private static final Logger log = LoggerFactory.getLogger(LeaseReconciler.class);

  private static final int MAX_BATCH = 500;
  private static final Duration CALL_BOUND = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(5);
  private static final Duration HEARTBEAT_TERM = Duration.ofSeconds(20);
  private static final Duration DELETE_BOUND = Duration.ofSeconds(10);
  private static final long NO_CALL = -1;

  private final BucketTable table;
  private final Database database;
  private final QuotaProperties properties;
  private final QuotaMetrics metrics;
  private final UUID replica = UUID.randomUUID();

  private final Semaphore wakeUps = new Semaphore(0);
  private final Set<LeasedBucket> requested = ConcurrentHashMap.newKeySet();
  private final Set<LeasedBucket> active = ConcurrentHashMap.newKeySet();

  /** Changes that closed buckets did not report, for their successors or the next interval. */
  private final Map<BucketKey, Long> handedOver = new ConcurrentHashMap<>();

  private volatile boolean running;
  private volatile Peers peers;
  private volatile long callSince = NO_CALL;
  private long nextTick;
  private long nextHeartbeat;
  private @Nullable Thread thread;

  LeaseReconciler(
      BucketTable table, Database database, QuotaProperties properties, QuotaMetrics metrics) {
    this.table = table;
    this.database = database;
    this.properties = properties;
    this.metrics = metrics;
    this.peers = new Peers(properties.assumedReplicas(), Peers.Database.AVAILABLE);
    metrics.observe(this);
  }

  /** Registers this replica, so that it knows its share from the first request on. */
  void start() {
    running = true;
    heartbeat();
    if (!peers.degraded()) {
      // Requests nothing: opens a connection and prepares the statement for the first caller.
      List<LeaseRequest.Grant> _ = call(() -> table.exchange(List.of(), peers.replicas()));
    }
    thread = Thread.ofPlatform().daemon().name("lease-reconciler").start(this::run);
  }

  Peers peers() {
    Peers known = peers;
    long since = callSince;
    boolean late = since != NO_CALL && System.nanoTime() - since > properties.maxWait().toNanos();
    return late ? known.late() : known;
  }

  /** Renews this bucket's lease soon. */
  void request(LeasedBucket bucket) {
    if (requested.add(bucket)) {
      wakeUps.release();
    }
  }

  /** Ticks this bucket at every interval until it is idle. */
  void activate(LeasedBucket bucket) {
    active.add(bucket);
  }

  void deactivate(LeasedBucket bucket) {
    active.remove(bucket);
  }

  /**
   * Reports a closed bucket's change later. Beyond {@code sluice.limits.max-buckets} buckets it is
   * dropped.
   */
  void handOver(BucketKey key, long change) {
    if (change != 0
        && (handedOver.size() < properties.maxBuckets() || handedOver.containsKey(key))) {
      handedOver.merge(key, change, Long::sum);
    }
  }

  /** The change that earlier objects for this bucket did not report. */
  long inherit(BucketKey key) {
    Long change = handedOver.remove(key);
    return change == null ? 0 : change;
  }

  private void run() {
    while (running) {
      try {
        long pause = Math.max(0, nextTick - System.nanoTime());
        boolean _ = wakeUps.tryAcquire(pause, TimeUnit.NANOSECONDS);
        wakeUps.drainPermits();
        step();
      } catch (InterruptedException _) {
        // Only stop() ends this thread, by the flag.
      } catch (Throwable e) {
        log.error("Leases could not be reconciled with the database", e);
      }
    }
  }

  private void step() {
    long now = System.nanoTime();
    boolean tick = now - nextTick >= 0;
    if (tick) {
      nextTick = now + properties.syncEvery().toNanos();
    }
    if (now - nextHeartbeat >= 0 || (tick && peers.degraded())) {
      heartbeat();
    }
    Set<LeasedBucket> due = new LinkedHashSet<>(requested);
    requested.removeAll(due);
    if (peers.degraded()) {
      return;
    }
    if (tick) {
      due.addAll(tickActive());
    }
    List<LeasedBucket> all = List.copyOf(due);
    for (int from = 0; from < all.size() && !peers.degraded(); from += MAX_BATCH) {
      renew(all.subList(from, Math.min(all.size(), from + MAX_BATCH)));
    }
    if (tick) {
      reportHandedOver();
    }
  }

  private List<LeasedBucket> tickActive() {
    List<LeasedBucket> ticked = List.copyOf(active);
    for (LeasedBucket bucket : ticked) {
      // Removed first: a caller that uses it after the tick adds it again.
      active.remove(bucket);
      if (bucket.tick()) {
        active.add(bucket);
      }
    }
    return ticked;
  }

  private void renew(Collection<LeasedBucket> due) {
    Map<BucketKey, LeasedBucket> waiting = new HashMap<>();
    List<LeaseRequest> requests = new ArrayList<>();
    for (LeasedBucket bucket : due) {
      LeaseRequest request = bucket.renew();
      if (request != null) {
        waiting.put(request.key(), bucket);
        requests.add(request);
      }
    }
    if (requests.isEmpty()) {
      return;
    }
    try {
      for (LeaseRequest.Grant grant : call(() -> table.exchange(requests, peers.replicas()))) {
        LeasedBucket bucket = waiting.remove(grant.key());
        if (bucket != null) {
          bucket.complete(grant);
        }
      }
    } finally {
      // Callers must not wait for an answer that will not come.
      waiting.values().forEach(bucket -> bucket.complete(null));
    }
  }

  private void reportHandedOver() {
    List<LeaseRequest> reports = new ArrayList<>();
    for (BucketKey key : handedOver.keySet()) {
      if (reports.size() < MAX_BATCH && !peers.degraded()) {
        reports.add(LeaseRequest.report(key, inherit(key)));
      }
    }
    if (!reports.isEmpty() && call(() -> table.exchange(reports, peers.replicas())).isEmpty()) {
      // As for a failed renewal: debt is reported again, returned units are not.
      reports.forEach(report -> handOver(report.key(), Math.min(0, report.change())));
    }
  }

  /** Announces this replica and counts the others. */
  synchronized void heartbeat() {
    nextHeartbeat = System.nanoTime() + HEARTBEAT_EVERY.toNanos();
    try {
      int replicas = database.call(CALL_BOUND, () -> table.heartbeat(replica, HEARTBEAT_TERM));
      if (peers.degraded()) {
        log.info("The database answers; limits are shared among {} replicas again", replicas);
      }
      peers = new Peers(replicas, Peers.Database.AVAILABLE);
    } catch (DatabaseUnavailableException | DataAccessException e) {
      degrade(e);
    }
  }

  /** Every replica does so; repeating it is harmless. */
  @Scheduled(fixedDelay = 10, initialDelay = 10, timeUnit = TimeUnit.MINUTES)
  void deleteFullBuckets() {
    try {
      int _ = database.callUnlessUnavailable(DELETE_BOUND, table::deleteFull);
    } catch (DatabaseUnavailableException _) {
      // The next run deletes them.
    }
  }

  private List<LeaseRequest.Grant> call(Supplier<List<LeaseRequest.Grant>> statement) {
    callSince = System.nanoTime();
    try {
      List<LeaseRequest.Grant> grants = database.call(CALL_BOUND, statement);
      metrics.reconciled();
      return grants;
    } catch (DatabaseUnavailableException | DataAccessException e) {
      degrade(e);
      return List.of();
    } finally {
      callSince = NO_CALL;
    }
  }

  /**
   * A database that answers and refuses, such as a standby, is as useless as none. After a single
   * late call the database may still serve other replicas, so what is known of its buckets may be
   * outdated; only if the next heartbeat is late as well is it an outage.
   */
  private void degrade(RuntimeException failure) {
    Peers before = peers;
    boolean outage = before.degraded() || !isLate(failure);
    peers = new Peers(before.replicas(), outage ? Peers.Database.UNAVAILABLE : Peers.Database.LATE);
    if (!before.degraded()) {
      log.warn(
          "Limits are degraded: each of {} replicas grants its share: {}",
          before.replicas(),
          failure.toString());
    }
  }

  private static boolean isLate(RuntimeException failure) {
    Throwable cause = failure.getCause();
    return failure instanceof DatabaseUnavailableException
        && (cause == null || cause instanceof TimeoutException);
  }

  /**
   * Unregisters this replica after all leases were returned. Takes a few seconds at most.
   *
   * @param closeBuckets makes every bucket {@link #handOver}
   */
  void stop(Runnable closeBuckets) throws InterruptedException {
    running = false;
    Thread worker = thread;
    if (worker != null) {
      wakeUps.release();
      worker.join(CALL_BOUND.multipliedBy(3));
    }
    closeBuckets.run();
    while (!handedOver.isEmpty() && !peers.degraded()) {
      reportHandedOver();
    }
    if (!peers.degraded()) {
      List<LeaseRequest.Grant> _ =
          call(() -> {
            table.leave(replica);
            return List.of();
          });
    }
  }
}
