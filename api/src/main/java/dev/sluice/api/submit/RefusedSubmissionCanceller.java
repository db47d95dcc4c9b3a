package dev.sluice.api.submit;

import dev.sluice.api.cancel.Cancellation;
import dev.sluice.api.concurrency.OnDemandThread;
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
import org.springframework.stereotype.Component;

/**
 * Cancels submissions that were refused although the broker may have written them, before they are
 * stored. Best effort, in the background: retried while the database is unavailable, bounded in
 * number, and lost with the process. Thread-safe.
 */
@Component
final class RefusedSubmissionCanceller implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RefusedSubmissionCanceller.class);

  private record Refused(TenantId tenant, JobId id) {}

  private final Cancellation cancellation;
  private final BlockingQueue<Refused> waiting;
  private final Counter dropped;
  private final OnDemandThread thread =
      new OnDemandThread("refused-submission-canceller", this::isNeeded, this::cancelFirst);
  private volatile boolean closed;

  RefusedSubmissionCanceller(
      Cancellation cancellation, SubmitProperties properties, MeterRegistry meters) {
    this.cancellation = cancellation;
    this.waiting = new ArrayBlockingQueue<>(properties.maxCancellations());
    this.dropped = meters.counter("sluice.submit.cancellations.dropped");
    meters.gaugeCollectionSize("sluice.submit.cancellations.waiting", Tags.empty(), waiting);
  }

  /** Cancels the job soon. Never waits. */
  void cancel(TenantId tenant, JobId id) {
    if (waiting.offer(new Refused(tenant, id))) {
      thread.ensureRunning();
    } else {
      dropped.increment();
    }
  }

  private boolean isNeeded() {
    return !closed && !waiting.isEmpty();
  }

  private void cancelFirst() throws InterruptedException {
    Refused refused = waiting.element();
    try {
      cancellation.cancelPending(refused.tenant(), refused.id());
    } catch (DatabaseUnavailableException _) {
      TimeUnit.SECONDS.sleep(1);
      return;
    } catch (RuntimeException e) {
      log.error("job {} was refused and could not be cancelled", refused.id(), e);
    }
    waiting.remove();
  }

  @Override
  public void close() {
    closed = true;
  }
}
