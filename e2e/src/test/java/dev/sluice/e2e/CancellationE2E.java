package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.client.JsonResponse;
import dev.sluice.e2e.observe.Event;
import dev.sluice.e2e.stack.ExclusiveProcessors;
import dev.sluice.e2e.stack.ServiceProcess;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@ExclusiveProcessors
class CancellationE2E {
  private final Stack stack;

  CancellationE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void jobCancelledBeforeIntakeNeverReachesTheProvider() {
    ServiceProcess processor = stack.processors().only();
    Client client = stack.newClient();
    String cancelled = stack.uniqueName();
    String other = stack.uniqueName();
    processor.pause();
    String jobId;
    String otherId;
    JsonResponse response;
    try {
      jobId = client.submit(JobSpec.prompt(cancelled + " is cancelled")).jobId();
      otherId = client.submit(JobSpec.prompt(other + " is not")).jobId();
      response = client.cancel(jobId);
    } finally {
      processor.resume();
    }

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body().path("message").asString()).isEqualTo("Job cancelled");
    client.awaitStatus(otherId, "completed", Duration.ofSeconds(30));
    await("the cancellation event")
        .atMost(Duration.ofSeconds(20))
        .until(() -> !stack.events().of(jobId).isEmpty());
    stack.awaitPendingEvents();
    assertThat(client.job(jobId).jobStatus()).isEqualTo("cancelled");
    assertThat(stack.events().of(jobId)).extracting(Event::type).containsExactly("job.cancelled");
    assertThat(stack.provider().containing(other + " is not")).hasSize(1);
    assertThat(stack.provider().containing(cancelled + " is cancelled")).isEmpty();
  }
}
