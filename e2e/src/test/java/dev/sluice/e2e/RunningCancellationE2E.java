package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.observe.Event;
import dev.sluice.e2e.stack.ExclusiveProcessors;
import dev.sluice.e2e.stack.ServiceProcess;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@ExclusiveProcessors
class RunningCancellationE2E {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Stack stack;

  RunningCancellationE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void cancelledJobOfAKilledProcessorIsNotRunAgain() {
    ServiceProcess killed = stack.processors().only();
    Client client = stack.newClient();
    String name = stack.uniqueName() + " is cancelled";
    String jobId = client.submit(JobSpec.prompt("[[sim: hang:300s ok:0s]] " + name)).jobId();
    await("the call is open")
        .atMost(TIMEOUT)
        .until(() -> stack.provider().containing(name).size() == 1);
    // Paused, so that it cannot handle the cancellation before it is killed.
    killed.pause();
    try {
      assertThat(client.delete("/v2/jobs/" + jobId).status()).isEqualTo(202);
      assertThat(client.delete("/v2/jobs/" + jobId).status()).isEqualTo(202);
    } finally {
      killed.kill();
    }
    stack.processors().only();

    client.awaitStatus(jobId, "cancelled", TIMEOUT);
    await("the terminal event")
        .atMost(TIMEOUT)
        .until(() -> !stack.events().terminalOf(jobId).isEmpty());
    stack.awaitPendingEvents();
    assertThat(stack.events().of(jobId).stream().map(Event::type).distinct())
        .containsExactly("job.cancelled");
    assertThat(stack.provider().containing(name)).hasSize(1);
  }
}
