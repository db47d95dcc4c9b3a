package dev.sluice.api.limit;

import dev.sluice.api.stored.Database;
import dev.sluice.api.stored.DatabaseAwayException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Squares this replica's leases with the shared buckets: one statement at a time, for all buckets
 * that need it, when one is short of units and at every interval. Nobody but its own thread talks
 * to the database. While that does not answer, it is tried now and then by a heartbeat only.
 */
final class LeaseSync implements LeasedBucket.Replica {

  private static final Logger log = LoggerFactory.getLogger(LeaseSync.class);

  private static final int MAX_BATCH = 500;
  private static final Duration CALL_BOUND = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(5);
  private static final Duration HEARTBEAT_TERM = Duration.ofSeconds(20);
  private static final long NOT_IN_FLIGHT = -1;

  private final SharedBuckets shared;
  private final Database database;
  private final LimitProperties properties;
  private final LimitMeters meters;
  private final UUID id = UUID.randomUUID();
  private final Semaphore wakes = new Semaphore(0);
  private final Set<LeasedBucket> asking = ConcurrentHashMap.newKeySet();
  private final Queue<LeasedBucket> joining = new ConcurrentLinkedQueue<>();

  /** What buckets that are gone still had to tell, for their successors or the next interval. */
  private final Map<BucketKey, Long> left = new ConcurrentHashMap<>();

  /** Of this thread only. */
  private final Set<LeasedBucket> watched = new LinkedHashSet<>();

  private volatile boolean running;
  private volatile boolean away;

  /** Of what is away: not just late once, which a replica may be to blame for itself. */
  private volatile boolean certain;

  private volatile int replicas;
  private volatile long inFlightSince = NOT_IN_FLIGHT;
  private long nextTick;
  private long nextHeartbeat;
  private @Nullable Thread thread;

  LeaseSync(
      SharedBuckets shared, Database database, LimitProperties properties, LimitMeters meters) {
    this.shared = shared;
    this.database = database;
    this.properties = properties;
    this.meters = meters;
    this.replicas = properties.assumedReplicas();
    meters.watch(this);
  }

  /** Makes itself known, so that it knows its share from the first request on. */
  void start() {
    running = true;
    beat();
    if (!away) {
      // Nothing is asked: connection, statement and classes are there when the first caller comes.
      call(() -> shared.exchange(List.of(), replicas));
    }
    thread = Thread.ofPlatform().daemon().name("limit-sync").start(this::work);
  }

  @Override
  public boolean isAlone() {
    long since = inFlightSince;
    return away
        || (since != NOT_IN_FLIGHT && System.nanoTime() - since > properties.maxWait().toNanos());
  }

  @Override
  public boolean isAway() {
    return away && certain;
  }

  @Override
  public int replicas() {
    return replicas;
  }

  @Override
  public void ask(LeasedBucket bucket) {
    if (asking.add(bucket)) {
      wakes.release();
    }
  }

  @Override
  public void watch(LeasedBucket bucket) {
    joining.add(bucket);
  }

  /**
   * Sees to what a bucket that is gone had to tell. While more than the bound of them wait for the
   * database to come back, those of more are let go.
   */
  void leave(BucketKey key, long change) {
    if (change != 0 && (left.size() < properties.maxBuckets() || left.containsKey(key))) {
      left.merge(key, change, Long::sum);
    }
  }

  /** What an earlier object for this bucket has not told yet. */
  long inherit(BucketKey key) {
    Long change = left.remove(key);
    return change == null ? 0 : change;
  }

  private void work() {
    while (running) {
      try {
        long pause = Math.max(0, nextTick - System.nanoTime());
        boolean _ = wakes.tryAcquire(pause, TimeUnit.NANOSECONDS);
        wakes.drainPermits();
        step();
      } catch (InterruptedException _) {
        // Nobody but stop() ends this thread, and it does so by the flag.
      } catch (RuntimeException e) {
        log.error("limits could not be squared with the database", e);
      }
    }
  }

  private void step() {
    long now = System.nanoTime();
    boolean tick = now - nextTick >= 0;
    if (tick) {
      nextTick = now + properties.syncEvery().toNanos();
    }
    if (now - nextHeartbeat >= 0 || (away && tick)) {
      beat();
    }
    if (!away) {
      exchange(due(tick));
      if (tick) {
        tellLeft();
      }
    } else {
      asking.clear();
      if (tick) {
        join();
        watched.removeIf(LeasedBucket::isClosed);
      }
    }
  }

  private List<LeasedBucket> due(boolean tick) {
    Set<LeasedBucket> due = new LinkedHashSet<>();
    for (Iterator<LeasedBucket> all = asking.iterator(); all.hasNext(); ) {
      due.add(all.next());
      all.remove();
    }
    if (tick) {
      join();
      watched.removeIf(bucket -> {
        boolean watching = bucket.tick();
        due.add(bucket);
        return !watching;
      });
    }
    return List.copyOf(due);
  }

  private void join() {
    for (LeasedBucket bucket = joining.poll(); bucket != null; bucket = joining.poll()) {
      watched.add(bucket);
    }
  }

  private void exchange(List<LeasedBucket> due) {
    for (int from = 0; from < due.size() && !away; from += MAX_BATCH) {
      Map<BucketKey, LeasedBucket> buckets =
          due.subList(from, Math.min(due.size(), from + MAX_BATCH)).stream()
              .collect(Collectors.toMap(LeasedBucket::key, Function.identity(), (a, _) -> a));
      List<Exchange> exchanges = new ArrayList<>();
      buckets
          .values()
          .forEach(bucket -> {
            Exchange exchange = bucket.begin();
            if (exchange != null) {
              exchanges.add(exchange);
            }
          });
      if (!exchanges.isEmpty()) {
        exchange(buckets, exchanges);
      }
    }
  }

  private void exchange(Map<BucketKey, LeasedBucket> buckets, List<Exchange> exchanges) {
    Map<BucketKey, Exchange> open =
        exchanges.stream().collect(Collectors.toMap(Exchange::key, Function.identity()));
    try {
      List<Exchange.Answer> answers = call(() -> shared.exchange(exchanges, replicas));
      for (Exchange.Answer answer : answers) {
        Exchange exchange = open.remove(answer.key());
        LeasedBucket bucket = buckets.get(answer.key());
        if (exchange != null && bucket != null) {
          leave(answer.key(), bucket.answer(exchange, answer));
        }
      }
    } finally {
      // Whoever waits learns of it, whatever happened.
      open.forEach((key, exchange) -> {
        LeasedBucket bucket = buckets.get(key);
        if (bucket != null) {
          bucket.fail(exchange);
        }
      });
    }
  }

  /** Tells what buckets that are gone had to tell. */
  private void tellLeft() {
    List<Exchange> exchanges =
        left.keySet().stream()
            .limit(MAX_BATCH)
            .map(key -> new Exchange(key, inherit(key), 0, 0, 0))
            .toList();
    if (!exchanges.isEmpty() && !away) {
      boolean told = false;
      try {
        call(() -> shared.exchange(exchanges, replicas));
        told = !away;
      } finally {
        if (!told) {
          exchanges.forEach(each -> leave(each.key(), Math.min(0, each.change())));
        }
      }
    }
  }

  /** Says that it is there, and counts the others. */
  synchronized void beat() {
    nextHeartbeat = System.nanoTime() + HEARTBEAT_EVERY.toNanos();
    try {
      replicas = database.call(CALL_BOUND, () -> shared.heartbeat(id, HEARTBEAT_TERM));
      if (away) {
        away = false;
        log.info("limits are shared again, among {} replicas", replicas);
      }
    } catch (DatabaseAwayException | DataAccessException e) {
      goAway(e);
    }
  }

  private <T> List<T> call(Supplier<List<T>> statement) {
    inFlightSince = System.nanoTime();
    try {
      List<T> answers = database.call(CALL_BOUND, statement);
      meters.exchanged();
      return answers;
    } catch (DatabaseAwayException | DataAccessException e) {
      goAway(e);
      return List.of();
    } finally {
      inFlightSince = NOT_IN_FLIGHT;
    }
  }

  /**
   * A database that answers and refuses, such as a standby, is of no more use than none. One that
   * is late may well answer others, so what is known of its buckets may be untrue by now: only when
   * the next heartbeat is late, too, is it an outage, in which each replica keeps its part.
   */
  private void goAway(RuntimeException reason) {
    certain = away || !isLate(reason);
    if (!away) {
      away = true;
      log.warn("each of {} replicas keeps its part of the limits: {}", replicas, reason.toString());
    }
  }

  private static boolean isLate(RuntimeException reason) {
    Throwable cause = reason.getCause();
    return reason instanceof DatabaseAwayException
        && (cause == null || cause instanceof TimeoutException);
  }

  /**
   * Leaves, with everything handed back. Takes some seconds at most.
   *
   * @param handBack makes every bucket {@link #leave}
   */
  void stop(Runnable handBack) throws InterruptedException {
    running = false;
    Thread worker = thread;
    if (worker != null) {
      wakes.release();
      worker.join(CALL_BOUND.multipliedBy(3));
    }
    handBack.run();
    while (!left.isEmpty() && !away) {
      tellLeft();
    }
    if (!away) {
      int _ =
          call(
                  () -> {
                    shared.leave(id);
                    return List.of();
                  })
              .size();
    }
  }
}
