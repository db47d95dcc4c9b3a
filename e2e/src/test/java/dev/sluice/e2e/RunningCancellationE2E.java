package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.observe.Event;
import dev.sluice.e2e.stack.ExclusiveStack;
import dev.sluice.e2e.stack.ServiceProcess;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@ExclusiveStack
class RunningCancellationE2E {
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  private final Stack stack;

  RunningCancellationE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void cancelledJobOfAProcessorThatDiesEndsCancelledAndRunsNoMore() {
    ServiceProcess doomed = stack.processors().only();
    Client client = stack.newClient();
    String name = stack.freshName() + " is cancelled";
    String jobId = client.submit(JobSpec.prompt("[[sim: hang:300s ok:0s]] " + name)).jobId();
    await("the call is open")
        .atMost(RECOVERY)
        .until(() -> stack.provider().containing(name).size() == 1);
    // It stands still, so that it cannot act on the request before it dies.
    doomed.pause();
    try {
      assertThat(client.delete("/v2/jobs/" + jobId).status()).isEqualTo(202);
      assertThat(client.delete("/v2/jobs/" + jobId).status()).isEqualTo(202);
    } finally {
      doomed.kill();
    }
    stack.processors().only();

    client.awaitStatus(jobId, "cancelled", RECOVERY);
    await("the end is announced")
        .atMost(RECOVERY)
        .until(() -> !stack.events().terminalOf(jobId).isEmpty());
    stack.settleEvents();
    assertThat(stack.events().of(jobId).stream().map(Event::type).distinct())
        .containsExactly("job.cancelled");
    assertThat(stack.provider().containing(name)).hasSize(1);
  }
}
