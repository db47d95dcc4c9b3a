package dev.sluice.wire;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The topics that are created at start-up. An existing topic keeps its settings, but gets
 * partitions added when it has fewer.
 *
 * @param prefix of every topic name; empty in production, one per test
 * @param replication replication factor; with 3, set {@code min-insync-replicas} to 2
 * @param minInsyncReplicas replicas that must have a record before it is acknowledged
 * @param submittedPartitions partitions of {@code jobs.submitted.v1}, the maximum of concurrent
 *     intake consumers
 * @param eventsPartitions partitions of {@code jobs.events.v1}, the maximum of consumers in a group
 * @param contentPartitions partitions of {@code jobs.content.v1}
 * @param deadLetterPartitions partitions of {@code jobs.submitted.v1-dlt}
 */
@ConfigurationProperties(prefix = "sluice.topics", ignoreUnknownFields = false)
public record TopicProperties(
    @DefaultValue("") String prefix,
    @DefaultValue("1") short replication,
    @DefaultValue("1") int minInsyncReplicas,
    @DefaultValue("12") int submittedPartitions,
    @DefaultValue("12") int eventsPartitions,
    @DefaultValue("12") int contentPartitions,
    @DefaultValue("3") int deadLetterPartitions) {

  public TopicProperties {
    if (replication < 1 || minInsyncReplicas < 1 || minInsyncReplicas > replication) {
      throw new IllegalArgumentException(
          "sluice.topics: 1 <= min-insync-replicas <= replication must hold");
    }
    if (submittedPartitions < 1
        || eventsPartitions < 1
        || contentPartitions < 1
        || deadLetterPartitions < 1) {
      throw new IllegalArgumentException("sluice.topics: a topic has at least one partition");
    }
  }
}
