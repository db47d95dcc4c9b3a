package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.client.JsonResponse;
import dev.sluice.e2e.observe.Topic;
import dev.sluice.e2e.stack.ExclusiveProcessors;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@ExclusiveProcessors
class DeadLetterE2E {
  private static final int JOBS = 60;

  private final Stack stack;

  DeadLetterE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void undecodableRecordsGoToTheDeadLetterTopicAndOtherJobsComplete() {
    // Paused, so that it later receives garbage and jobs in one batch.
    var processor = stack.processors().only();
    Client client = stack.newClient();
    String name = stack.uniqueName();
    Topic submitted = new Topic(stack.bootstrapServers(), "jobs.submitted.v1");
    processor.pause();
    List<JsonResponse> responses = new ArrayList<>();
    try {
      responses.addAll(client.submitAll(JOBS, i -> JobSpec.prompt(name + " before " + i)));
      submitted.appendToEveryPartition(name + " is no job {");
      responses.addAll(client.submitAll(JOBS, i -> JobSpec.prompt(name + " after " + i)));
    } finally {
      processor.resume();
    }

    for (JsonResponse response : responses) {
      client.awaitStatus(response.jobId(), "completed", Duration.ofSeconds(30));
    }
    Topic deadLetters = new Topic(stack.bootstrapServers(), "jobs.submitted.v1-dlt");
    List<ConsumerRecord<String, byte[]>> dead =
        await("all the garbage is in the dead-letter topic")
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> deadLetters.containing(name),
                records -> records.size() >= submitted.partitions());
    assertThat(dead).hasSize(submitted.partitions());
    assertThat(dead)
        .allSatisfy(message -> {
          assertThat(new String(message.value(), UTF_8)).isEqualTo(name + " is no job {");
          assertThat(message.headers().lastHeader("sluice-reason").value())
              .asString(UTF_8)
              .isEqualTo("undecodable");
        });
  }
}
