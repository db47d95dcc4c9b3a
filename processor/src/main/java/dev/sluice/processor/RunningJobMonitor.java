package dev.sluice.processor;

import dev.sluice.processor.progress.ProgressWriter;
import dev.sluice.processor.watch.ContentPublisher;
import dev.sluice.processor.watch.RunningJobPoller;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Attends to the jobs held: looks what their clients want of them, and writes how far they have
 * come. Sends nothing while none is held.
 */
@Component
class RunningJobMonitor {

  private static final Logger log = LoggerFactory.getLogger(RunningJobMonitor.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration WRITE_EVERY = Duration.ofSeconds(1);

  private final RunningJobPoller poll;
  private final ProgressWriter progress;
  private final ContentPublisher content;
  // Two threads: a look must not wait for a write.
  private final ScheduledExecutorService attending =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("attendance-", 0).factory());

  RunningJobMonitor(RunningJobPoller poll, ProgressWriter progress, ContentPublisher content) {
    this.poll = poll;
    this.progress = progress;
    this.content = content;
  }

  void start() {
    content.start();
    repeat("looking what clients want", poll::look, LOOK_EVERY);
    repeat("writing progress", progress::write, WRITE_EVERY);
  }

  private void repeat(String what, Runnable task, Duration every) {
    var _ =
        attending.scheduleWithFixedDelay(
            () -> safely(what, task), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  // A failure must not end the schedule; the next run makes up for it.
  private static void safely(String what, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("{}: {}", what, e.toString());
    }
  }

  void stop() throws InterruptedException {
    attending.shutdownNow();
    content.stop();
  }
}
