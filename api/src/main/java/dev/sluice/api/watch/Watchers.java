package dev.sluice.api.watch;

import dev.sluice.api.concurrency.JobPoller;
import dev.sluice.api.storage.StoredJobs;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.wire.JobContent;
import dev.sluice.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * The streams of this process that watch jobs. While there are any, each poll reads all their jobs,
 * their answers are consumed, and the processors that run them are asked to publish those.
 * Thread-safe.
 */
@Component
final class Watchers {

  private final StoredJobs stored;
  private final WatchRows rows;
  private final ContentFeed feed;
  private final WatchProperties properties;
  private final JobPoller<Watcher> watchers;

  Watchers(
      StoredJobs stored,
      WatchRows rows,
      ConsumerFactory<?, ?> consumers,
      Topics topics,
      WatchProperties properties,
      MeterRegistry meters) {
    this.stored = stored;
    this.rows = rows;
    this.properties = properties;
    this.watchers =
        new JobPoller<>(
            "watch-poller",
            properties.maxWatchers(),
            properties.pollInterval(),
            this::poll,
            Watcher::close);
    this.feed =
        new ContentFeed(
            consumers,
            topics.content(),
            job -> !watchers.waiters(job).isEmpty(),
            this::content,
            watchers::hasWaiters);
    meters.gauge("sluice.watch.watchers", watchers, JobPoller::size);
  }

  /** A watcher of this job; empty if no slot is free or the process shuts down. */
  Optional<Watcher> open(TenantId tenant, JobId job, Position start) {
    Watcher watcher = new Watcher(job, start, properties.maxBuffered(), System::nanoTime);
    if (!watchers.add(tenant, job, watcher)) {
      return Optional.empty();
    }
    feed.ensureRunning();
    return Optional.of(watcher);
  }

  void close(TenantId tenant, Watcher watcher) {
    watcher.close();
    watchers.remove(tenant, watcher.jobId(), watcher);
    rows.delete(new WatchRows.Row(watcher.jobId(), watcher.id()));
  }

  private void content(JobContent content) {
    watchers.waiters(content.jobId()).forEach(watcher -> watcher.content(content));
  }

  private void poll(Collection<JobId> jobs) {
    writeRows();
    stored
        .snapshots(jobs, properties.readTimeout())
        .forEach(job -> watchers.waiters(job.jobId()).forEach(watcher -> watcher.job(job)));
  }

  /** Only while the feed consumes: what is published because of a row must be received. */
  private void writeRows() {
    int generation = feed.generation();
    if (generation == ContentFeed.STOPPED) {
      return;
    }
    List<WatchRows.Row> due = new ArrayList<>();
    List<Watcher> owners = new ArrayList<>();
    for (Set<Watcher> all : watchers.allWaiters()) {
      for (Watcher watcher : all) {
        UUID id = watcher.rowToWrite(generation);
        if (id != null) {
          due.add(new WatchRows.Row(watcher.jobId(), id));
          owners.add(watcher);
        }
      }
    }
    if (due.isEmpty()) {
      return;
    }
    rows.write(due);
    for (int i = 0; i < due.size(); i++) {
      owners.get(i).written();
      if (owners.get(i).isClosed()) {
        // Closed while its row was being written.
        rows.delete(due.get(i));
      }
    }
  }

  /** A shutdown ends all streams; their clients reconnect elsewhere. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    watchers.close();
  }
}
