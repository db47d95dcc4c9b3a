package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.client.JsonResponse;
import dev.sluice.e2e.observe.Event;
import dev.sluice.e2e.stack.SharedStack;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@SharedStack
class IdempotencyE2E {
  private static final int TIMES = 50;

  private final Stack stack;

  IdempotencyE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void concurrentRequestsWithOneIdempotencyKeyCreateOneJob() {
    stack.processors().only();
    Client client = stack.newClient();
    String name = stack.uniqueName();
    JobSpec job = JobSpec.prompt(name + " once");

    List<JsonResponse> responses = Client.inParallel(TIMES, _ -> client.submit(job, name));

    assertThat(responses).allSatisfy(response -> assertThat(response.status()).isIn(200, 202));
    assertThat(responses.stream().map(JsonResponse::jobId).distinct()).hasSize(1);
    String jobId = responses.getFirst().jobId();
    client.awaitStatus(jobId, "completed", Duration.ofSeconds(30));
    await("the terminal event")
        .atMost(Duration.ofSeconds(20))
        .until(() -> !stack.events().of(jobId).isEmpty());
    stack.awaitPendingEvents();
    assertThat(stack.events().of(jobId)).extracting(Event::type).containsExactly("job.completed");
    assertThat(stack.provider().containing(name + " once")).hasSize(1);

    JsonResponse replay = client.submit(job, name);
    assertThat(replay.status()).isEqualTo(200);
    assertThat(replay.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(replay.jobStatus()).isEqualTo("completed");
    JsonResponse other = client.submit(JobSpec.prompt(name + " otherwise"), name);
    assertThat(other.status()).isEqualTo(422);
    assertThat(stack.provider().containing(name + " otherwise")).isEmpty();
  }
}
