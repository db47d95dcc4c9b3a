package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.client.BatchUpload;
import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.stack.ServiceProcess;
import dev.sluice.e2e.stack.SharedStack;
import dev.sluice.e2e.stack.Stack;
import java.util.List;
import org.junit.jupiter.api.Test;

@SharedStack
class BatchE2E {
  private static final int ACCEPTED_BEFORE_KILL = 500;

  private final Stack stack;

  BatchE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void acceptedJobsOfABatchCompleteIfTheApiIsKilled() {
    stack.processors().only();
    Client client = stack.newClient();
    List<String> accepted;
    try (ServiceProcess killed = stack.startAnotherApi();
        BatchUpload batch = client.at(killed.address()).uploadBatch("[[sim: ok:0s]] a line")) {
      assertThat(batch.awaitAccepted(ACCEPTED_BEFORE_KILL)).doesNotHaveDuplicates();
      killed.kill();
      accepted = batch.readToEnd();
    }

    assertThat(accepted).hasSizeGreaterThanOrEqualTo(ACCEPTED_BEFORE_KILL).doesNotHaveDuplicates();
    assertThat(client.awaitEnded(accepted))
        .allSatisfy(job -> assertThat(job.jobStatus()).isEqualTo("completed"));
  }
}
