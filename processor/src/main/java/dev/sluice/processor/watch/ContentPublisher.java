package dev.sluice.processor.watch;

import dev.sluice.processor.run.RunningAttempt;
import dev.sluice.wire.JobContent;
import dev.sluice.wire.Topics;
import dev.sluice.work.LoopThread;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Publishes the answers of watched attempts to the content topic while they are generated: from the
 * beginning for every new watcher, then each piece in order. A single thread publishes, so reading
 * from a provider never waits for the broker; the slower the broker, the larger the pieces.
 *
 * <p>The answer itself is the queue. A piece that could not be published is read from the answer
 * again, so nothing is lost and no queue grows. Once the attempt has ended, pieces that the broker
 * does not accept are dropped: watchers get the job's result.
 */
@Component
final class ContentPublisher {

  private static final Logger log = LoggerFactory.getLogger(ContentPublisher.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
  private static final Duration UNTIL_WOKEN = ChronoUnit.FOREVER.getDuration();

  // The producer gives up soon, and has its own buffer, so that content never delays events.
  private static final Map<String, Object> PRODUCER_LIMITS =
      Map.of(
          ProducerConfig.BUFFER_MEMORY_CONFIG, 16 * 1024 * 1024,
          ProducerConfig.MAX_BLOCK_MS_CONFIG, 500,
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);

  private final DefaultKafkaProducerFactory<String, byte[]> producers;
  private final KafkaTemplate<String, byte[]> kafka;
  private final Topics topics;
  private final Map<RunningAttempt, Watched> watched = new ConcurrentHashMap<>();
  private final Counter published;
  private final Counter failed;
  private final LoopThread loop;
  private volatile boolean failing;

  ContentPublisher(KafkaProperties properties, Topics topics, MeterRegistry meters) {
    Map<String, Object> settings = properties.buildProducerProperties();
    settings.putAll(PRODUCER_LIMITS);
    this.producers = new DefaultKafkaProducerFactory<>(settings);
    this.kafka = new KafkaTemplate<>(producers);
    // The default listener would log every record that fails.
    kafka.setProducerListener(null);
    this.topics = topics;
    this.published =
        Counter.builder("sluice.content.published")
            .description("Pieces of answers that the broker acknowledged")
            .register(meters);
    this.failed =
        Counter.builder("sluice.content.failed")
            .description("Pieces of answers that the broker did not acknowledge")
            .register(meters);
    this.loop = new LoopThread("content", PAUSE_AFTER_FAILURE, this::publishAll);
  }

  @PostConstruct
  void start() {
    loop.start();
  }

  /** Sets who watches an attempt. A new watcher gets the answer from the beginning. */
  void setWatchers(RunningAttempt attempt, Set<UUID> watchers) {
    if (watchers.isEmpty()) {
      if (watched.remove(attempt) != null) {
        attempt.answer().onGrowth(null);
      }
      return;
    }
    watched.computeIfAbsent(attempt, Watched::new).setWatchers(watchers);
    attempt.answer().onGrowth(loop::wake);
    loop.wake();
  }

  /** Publishes one piece of each answer in turn, until there are no more or one has failed. */
  private Duration publishAll() throws InterruptedException {
    boolean more = true;
    while (more && !failing) {
      more = false;
      for (Iterator<Watched> each = watched.values().iterator(); each.hasNext(); ) {
        Watched one = each.next();
        // Read first, so that the last pieces are still published.
        boolean last = one.attempt().hasEnded();
        Optional<JobContent> piece = one.next();
        piece.ifPresent(next -> publish(one, next));
        more |= piece.isPresent();
        if (last && (piece.isEmpty() || failing)) {
          each.remove();
        }
      }
    }
    if (!failing) {
      return UNTIL_WOKEN;
    }
    failing = false;
    Thread.sleep(PAUSE_AFTER_FAILURE);
    return Duration.ZERO;
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
    one.repeat(piece);
    failing = true;
    loop.wake();
  }

  @PreDestroy
  void close() {
    loop.close();
    producers.destroy();
  }
}
