package dev.sluice.api.watch;

import dev.sluice.api.concurrency.TenantSlots;
import dev.sluice.api.storage.DatabaseUnavailableException;
import dev.sluice.api.storage.StoredJobs;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.wire.JobContent;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * All who watch a job at this process. While somebody does, the rows of all watched jobs are read
 * with one statement per interval, the answers of those that run are listened to, and their
 * processors are asked to publish them. Safe for all threads.
 */
@Component
final class Watchers {

  private static final Logger log = LoggerFactory.getLogger(Watchers.class);

  private final StoredJobs stored;
  private final WatchRows rows;
  private final ContentFeed feed;
  private final WatchProperties properties;
  private final TenantSlots places;
  private final Map<JobId, Set<Watcher>> watched = new ConcurrentHashMap<>();
  private final Semaphore pollerRuns = new Semaphore(1);
  private volatile boolean closed;

  Watchers(
      StoredJobs stored,
      WatchRows rows,
      ContentFeed feed,
      WatchProperties properties,
      MeterRegistry meters) {
    this.stored = stored;
    this.rows = rows;
    this.feed = feed;
    this.properties = properties;
    this.places = new TenantSlots(properties.maxWatchers());
    meters.gauge("sluice.watch.watchers", places, TenantSlots::taken);
  }

  /** A watcher of this job; empty where no place is left for it or the process shuts down. */
  Optional<Watcher> open(TenantId tenant, JobId job, Position start) {
    if (closed || !places.tryTake(tenant)) {
      return Optional.empty();
    }
    Watcher watcher = new Watcher(job, start, properties.maxBuffered(), System::nanoTime);
    watched.compute(
        job,
        (_, others) -> {
          Set<Watcher> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(watcher);
          return all;
        });
    feed.listen(this::isWatched, this::content, () -> !closed && !watched.isEmpty());
    ensurePoller();
    return Optional.of(watcher);
  }

  void close(TenantId tenant, Watcher watcher) {
    watcher.close();
    watched.computeIfPresent(
        watcher.jobId(),
        (_, all) -> {
          all.remove(watcher);
          return all.isEmpty() ? null : all;
        });
    places.giveBack(tenant);
    rows.delete(new WatchRows.Row(watcher.jobId(), watcher.id()));
  }

  private boolean isWatched(JobId job) {
    return watched.containsKey(job);
  }

  private void content(JobContent content) {
    watched.getOrDefault(content.jobId(), Set.of()).forEach(watcher -> watcher.content(content));
  }

  private void ensurePoller() {
    if (pollerRuns.tryAcquire()) {
      Thread.ofVirtual().name("live-poller").start(this::pollWhileWatched);
    }
  }

  private void pollWhileWatched() {
    try {
      while (!watched.isEmpty() && !closed) {
        poll();
        TimeUnit.NANOSECONDS.sleep(properties.pollInterval().toNanos());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      pollerRuns.release();
    }
    if (!watched.isEmpty() && !closed) {
      // Somebody came between the last look and the release, and found the poller still running.
      ensurePoller();
    }
  }

  private void poll() {
    try {
      writeRows();
      List<JobId> ids = List.copyOf(watched.keySet());
      stored.standings(ids, properties.readTimeout()).forEach(this::tell);
    } catch (DatabaseUnavailableException _) {
      // The streams stay; the next look tells.
    } catch (RuntimeException e) {
      log.error("could not look at the jobs that are watched", e);
    }
  }

  private void tell(Job job) {
    watched.getOrDefault(job.jobId(), Set.of()).forEach(watcher -> watcher.job(job));
  }

  /** Only once the feed listens: what is published because of a row must be heard. */
  private void writeRows() {
    int generation = feed.generation();
    if (generation == ContentFeed.SILENT) {
      return;
    }
    List<WatchRows.Row> due = new ArrayList<>();
    List<Watcher> of = new ArrayList<>();
    for (Set<Watcher> all : watched.values()) {
      for (Watcher watcher : all) {
        UUID id = watcher.rowToWrite(generation);
        if (id != null) {
          due.add(new WatchRows.Row(watcher.jobId(), id));
          of.add(watcher);
        }
      }
    }
    if (due.isEmpty()) {
      return;
    }
    rows.write(due);
    for (int i = 0; i < due.size(); i++) {
      of.get(i).written();
      if (of.get(i).isClosed()) {
        // It went while its row was on its way.
        rows.delete(due.get(i));
      }
    }
  }

  /** A shutdown ends all streams; their clients come back elsewhere. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    closed = true;
    watched.values().forEach(all -> all.forEach(Watcher::close));
  }
}
