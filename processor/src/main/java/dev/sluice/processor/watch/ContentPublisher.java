package dev.sluice.processor.watch;

import dev.sluice.processor.running.RunningAttempt;
import dev.sluice.wire.JobContent;
import dev.sluice.wire.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Publishes the answers of watched attempts to the content topic while they grow: for every new
 * watcher from the beginning, then each piece as it comes, in order. One thread does all of it, so
 * reading from a provider never waits for the broker; what a slow broker leaves behind goes out in
 * larger pieces.
 *
 * <p>The answer itself is the queue. While the broker is away nothing is lost and nothing piles up:
 * a piece that failed is taken from the answer again. Once the attempt has ended, what the broker
 * does not take is dropped: watchers have the job's result.
 */
public final class ContentPublisher {

  private static final Logger log = LoggerFactory.getLogger(ContentPublisher.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final KafkaTemplate<String, byte[]> kafka;
  private final Topics topics;
  private final Map<RunningAttempt, Watched> watched = new ConcurrentHashMap<>();
  private final Semaphore wakes = new Semaphore(0);
  private final Counter published;
  private final Counter failed;
  private final Thread thread;
  private volatile boolean failing;
  private volatile boolean closing;

  ContentPublisher(KafkaTemplate<String, byte[]> kafka, Topics topics, MeterRegistry meters) {
    this.kafka = kafka;
    this.topics = topics;
    this.published =
        Counter.builder("sluice.content.published")
            .description("Pieces of answers that the broker acknowledged")
            .register(meters);
    this.failed =
        Counter.builder("sluice.content.failed")
            .description("Pieces of answers that the broker did not take")
            .register(meters);
    this.thread = Thread.ofPlatform().daemon().name("content").unstarted(this::loop);
  }

  public void start() {
    thread.start();
  }

  /** Who watches an attempt now: a new watcher gets it from the beginning, nobody ends it. */
  void watched(RunningAttempt attempt, Set<UUID> watchers) {
    if (watchers.isEmpty()) {
      if (watched.remove(attempt) != null) {
        attempt.answer().onGrowth(null);
      }
      return;
    }
    Watched one = watched.computeIfAbsent(attempt, Watched::new);
    one.watchers(watchers);
    attempt.answer().onGrowth(this::wake);
    wake();
  }

  private void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  private void loop() {
    while (!closing) {
      try {
        wakes.acquire();
        wakes.drainPermits();
        publishAll();
        if (failing) {
          failing = false;
          Thread.sleep(PAUSE_AFTER_FAILURE);
          wake();
        }
      } catch (InterruptedException _) {
        // Only stop() ends this thread, by its flag.
      } catch (RuntimeException e) {
        log.error("publishing content", e);
      }
    }
  }

  /** One piece of each in turn, until there are no more or one has failed. */
  private void publishAll() {
    boolean more = true;
    while (more && !failing) {
      more = false;
      for (Iterator<Watched> each = watched.values().iterator(); each.hasNext(); ) {
        Watched one = each.next();
        // Looked at first: what comes before the end is published still.
        boolean last = one.attempt().hasEnded();
        Optional<JobContent> piece = one.next();
        piece.ifPresent(next -> publish(one, next));
        more |= piece.isPresent();
        if (last && (piece.isEmpty() || failing)) {
          each.remove();
        }
      }
    }
  }

  private void publish(Watched one, JobContent piece) {
    try {
      var _ =
          kafka
              .send(topics.content(), piece.jobId().toString(), piece.toBytes())
              .whenComplete((_, failure) -> {
                if (failure == null) {
                  published.increment();
                } else {
                  failed(one, piece, failure);
                }
              });
    } catch (org.springframework.kafka.KafkaException | KafkaException e) {
      failed(one, piece, e);
    }
  }

  private void failed(Watched one, JobContent piece, Throwable failure) {
    failed.increment();
    if (!failing) {
      log.warn("{} not published: {}", piece, failure.toString());
    }
    one.lost(piece);
    failing = true;
    wake();
  }

  /** Ends at once; what is on its way to the broker may still arrive. */
  public void stop() throws InterruptedException {
    closing = true;
    thread.interrupt();
    boolean _ = thread.join(STOP_LIMIT);
  }
}
