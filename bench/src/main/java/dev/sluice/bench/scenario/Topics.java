package dev.sluice.bench.scenario;

import dev.sluice.bench.stack.Stack;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** Manages topics of the broker under test. */
final class Topics implements AutoCloseable {
  static final String SUBMITTED = "jobs.submitted.v1";
  static final String EVENTS = "jobs.events.v1";

  private final Admin admin;

  Topics(Stack stack) {
    admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()));
  }

  /** Creates a topic with as many partitions as the topic of submissions. */
  void createLikeSubmitted(String name) throws InterruptedException {
    try {
      int partitions = partitions(SUBMITTED).size();
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot create the topic", e);
    }
  }

  /** Deletes all records. */
  void empty(String name) throws InterruptedException {
    try {
      var ends =
          admin
              .listOffsets(
                  partitions(name).stream()
                      .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest())))
              .all()
              .get();
      admin
          .deleteRecords(
              ends.entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          Map.Entry::getKey,
                          end -> RecordsToDelete.beforeOffset(end.getValue().offset()))))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot delete the records", e);
    }
  }

  private List<TopicPartition> partitions(String name)
      throws ExecutionException, InterruptedException {
    return admin
        .describeTopics(List.of(name))
        .topicNameValues()
        .values()
        .iterator()
        .next()
        .get()
        .partitions()
        .stream()
        .map(partition -> new TopicPartition(name, partition.partition()))
        .toList();
  }

  @Override
  public void close() {
    admin.close();
  }
}
