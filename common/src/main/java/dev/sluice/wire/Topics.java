package dev.sluice.wire;

import java.time.Duration;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin.NewTopics;

/** The names and settings of all topics. */
public final class Topics {

  /** Largest record of any topic, in bytes. */
  public static final int MAX_RECORD_BYTES = 8 * 1024 * 1024;

  /** Largest record of the dead-letter topic: any record and the headers with the reason. */
  public static final int MAX_DEAD_LETTER_BYTES = MAX_RECORD_BYTES + 64 * 1024;

  /** Retention of submissions: an accepted job that is older is stored. */
  public static final Duration SUBMITTED_RETENTION = Duration.ofDays(7);

  private static final Duration EVENTS_RETENTION = Duration.ofDays(7);
  private static final Duration CONTENT_RETENTION = Duration.ofHours(1);
  private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(14);

  private final TopicProperties properties;

  public Topics(TopicProperties properties) {
    this.properties = properties;
  }

  /** Accepted jobs, {@link JobSubmitted}, keyed by job id. */
  public String submitted() {
    return properties.prefix() + "jobs.submitted.v1";
  }

  /** Records of {@link #submitted()} that could not be stored, as received. */
  public String deadLetter() {
    return submitted() + "-dlt";
  }

  /** Events of jobs, {@link JobEvent}, keyed by job id. */
  public String events() {
    return properties.prefix() + "jobs.events.v1";
  }

  /** Answers during their generation, {@link JobContent}, keyed by job id. */
  public String content() {
    return properties.prefix() + "jobs.content.v1";
  }

  /** The topics that {@code KafkaAdmin} creates. */
  public NewTopics declarations() {
    return new NewTopics(
        topic(submitted(), properties.submittedPartitions(), SUBMITTED_RETENTION, MAX_RECORD_BYTES),
        topic(
            deadLetter(),
            properties.deadLetterPartitions(),
            DEAD_LETTER_RETENTION,
            MAX_DEAD_LETTER_BYTES),
        topic(events(), properties.eventsPartitions(), EVENTS_RETENTION, MAX_RECORD_BYTES),
        topic(content(), properties.contentPartitions(), CONTENT_RETENTION, MAX_RECORD_BYTES));
  }

  private NewTopic topic(String name, int partitions, Duration retention, int maxBytes) {
    return TopicBuilder.name(name)
        .partitions(partitions)
        .replicas(properties.replication())
        .config(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()))
        .config(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxBytes))
        .config(
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
            Integer.toString(properties.minInsyncReplicas()))
        .build();
  }
}
