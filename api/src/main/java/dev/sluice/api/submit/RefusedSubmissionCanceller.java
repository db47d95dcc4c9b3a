package dev.sluice.api.submit;

import dev.sluice.api.cancel.Cancellation;
import dev.sluice.api.storage.DatabaseUnavailableException;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Cancels submissions that were refused although the broker may have written them, before they are
 * stored. Best effort, in the background: retried while the database is unavailable, bounded in
 * number, and lost with the process.
 */
@Component
final class RefusedSubmissionCanceller implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(RefusedSubmissionCanceller.class);

  private record Refused(TenantId tenant, JobId id) {}

  private final Cancellation cancellation;
  private final BlockingQueue<Refused> waiting;
  private final Counter dropped;
  private volatile boolean running;
  private Thread worker = Thread.ofVirtual().unstarted(this::work);

  RefusedSubmissionCanceller(
      Cancellation cancellation, SubmitProperties properties, MeterRegistry meters) {
    this.cancellation = cancellation;
    this.waiting = new ArrayBlockingQueue<>(properties.maxCancellations());
    this.dropped = meters.counter("sluice.submit.cancellations.dropped");
    meters.gaugeCollectionSize("sluice.submit.cancellations.waiting", Tags.empty(), waiting);
  }

  /** Cancels the job soon. Never waits. */
  void cancel(TenantId tenant, JobId id) {
    if (!waiting.offer(new Refused(tenant, id))) {
      dropped.increment();
    }
  }

  private void work() {
    try {
      while (running) {
        Refused refused = waiting.poll(1, TimeUnit.SECONDS);
        while (refused != null && running && !isDone(refused)) {
          TimeUnit.SECONDS.sleep(1);
        }
      }
    } catch (InterruptedException _) {
      // Stopped.
    }
  }

  private boolean isDone(Refused refused) {
    try {
      cancellation.cancelPending(refused.tenant(), refused.id());
      return true;
    } catch (DatabaseUnavailableException _) {
      return false;
    } catch (RuntimeException e) {
      log.error("job {} was refused and could not be cancelled", refused.id(), e);
      return true;
    }
  }

  @Override
  public void start() {
    running = true;
    worker = Thread.ofVirtual().name("refused-submission-canceller").start(this::work);
  }

  @Override
  public void stop() {
    running = false;
    worker.interrupt();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
