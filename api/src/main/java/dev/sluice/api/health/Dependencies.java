package dev.sluice.api.health;

import dev.sluice.api.storage.Database;
import dev.sluice.api.storage.DatabaseUnavailableException;
import dev.sluice.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Checks broker and database at an interval, so that readiness is answered from memory. */
@Component
final class Dependencies implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Dependencies.class);

  private final KafkaAdmin kafkaAdmin;
  private final KafkaOperations<String, byte[]> producer;
  private final Topics topics;
  private final Database database;
  private final JdbcTemplate jdbc;
  private final Duration timeout;
  private @Nullable Admin admin;
  private volatile boolean kafka;
  private volatile boolean postgres;
  private volatile boolean draining;

  Dependencies(
      KafkaAdmin kafkaAdmin,
      KafkaOperations<String, byte[]> producer,
      Topics topics,
      Database database,
      JdbcTemplate jdbc,
      HealthProperties properties) {
    this.kafkaAdmin = kafkaAdmin;
    this.producer = producer;
    this.topics = topics;
    this.database = database;
    this.jdbc = jdbc;
    this.timeout = properties.checkTimeout();
  }

  Readiness readiness() {
    return Readiness.of(kafka, postgres, draining);
  }

  @Scheduled(fixedDelayString = "${sluice.health.check-interval:2s}")
  void check() {
    boolean reachable = isKafkaReachable() && (kafka || producerKnowsTheTopic());
    if (reachable != kafka) {
      log.info("kafka is {}", reachable ? "reachable" : "unreachable");
    }
    kafka = reachable;
    postgres = isPostgresReachable();
  }

  /** Submissions can be appended: every partition of the topic has a leader. */
  private boolean isKafkaReachable() {
    try {
      TopicDescription topic =
          admin()
              .describeTopics(List.of(topics.submitted()))
              .allTopicNames()
              .get(timeout.toNanos(), TimeUnit.NANOSECONDS)
              .get(topics.submitted());
      return topic != null && topic.partitions().stream().allMatch(Dependencies::hasLeader);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        // The broker was unavailable when this process started, or is a new one.
        return kafkaAdmin.initialize();
      }
      return false;
    } catch (TimeoutException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A ready process accepts the next submission, so its producer must have fetched metadata. */
  private boolean producerKnowsTheTopic() {
    try {
      return !producer.partitionsFor(topics.submitted()).isEmpty();
    } catch (KafkaException | org.springframework.kafka.KafkaException e) {
      log.info("the producer cannot reach kafka yet: {}", e.toString());
      return false;
    }
  }

  private static boolean hasLeader(TopicPartitionInfo partition) {
    return partition.leader() != null && !partition.leader().isEmpty();
  }

  private boolean isPostgresReachable() {
    try {
      database.call(timeout, () -> jdbc.queryForObject("SELECT 1", Integer.class));
      return true;
    } catch (DatabaseUnavailableException _) {
      return false;
    }
  }

  private synchronized Admin admin() {
    if (admin == null) {
      admin = Admin.create(kafkaAdmin.getConfigurationProperties());
    }
    return admin;
  }

  @EventListener(ContextClosedEvent.class)
  void drain() {
    draining = true;
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
