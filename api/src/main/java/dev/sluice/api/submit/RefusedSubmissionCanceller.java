package dev.sluice.api.submit;

import dev.sluice.api.cancel.Cancellation;
import dev.sluice.api.storage.DatabaseUnavailableException;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Sees to it that a submission which was refused, yet may have been written, does not run: cancels
 * it before it is stored. Best effort, in the background: bounded in number, tried again while the
 * database is away, gone with the process.
 */
@Component
final class RefusedSubmissionCanceller implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(RefusedSubmissionCanceller.class);

  private record Refused(TenantId tenant, JobId id) {}

  private final Cancellation cancellation;
  private final BlockingQueue<Refused> queue;
  private final Counter letGo;
  private volatile boolean running;
  private Thread worker = Thread.ofVirtual().unstarted(this::work);

  RefusedSubmissionCanceller(
      Cancellation cancellation, SubmitProperties properties, MeterRegistry meters) {
    this.cancellation = cancellation;
    this.queue = new ArrayBlockingQueue<>(properties.maxVoids());
    this.letGo = meters.counter("sluice.submit.voids.let_go");
    meters.gaugeCollectionSize(
        "sluice.submit.voids.waiting", io.micrometer.core.instrument.Tags.empty(), queue);
  }

  void add(TenantId tenant, JobId id) {
    if (!queue.offer(new Refused(tenant, id))) {
      letGo.increment();
    }
  }

  private void work() {
    try {
      while (running) {
        Refused refused = queue.poll(1, TimeUnit.SECONDS);
        while (refused != null && running && !isVoid(refused)) {
          TimeUnit.SECONDS.sleep(1);
        }
      }
    } catch (InterruptedException _) {
      // Told to stop.
    }
  }

  private boolean isVoid(Refused refused) {
    try {
      cancellation.cancelPending(refused.tenant(), refused.id());
      return true;
    } catch (DatabaseUnavailableException _) {
      return false;
    } catch (RuntimeException e) {
      log.error("job {} was refused and could not be made void", refused.id(), e);
      return true;
    }
  }

  @Override
  public void start() {
    running = true;
    worker = Thread.ofVirtual().name("voids").start(this::work);
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
