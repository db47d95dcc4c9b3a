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
  private static final int ANSWERED_BEFORE = 500;

  private final Stack stack;

  BatchE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void linesThatWereAnsweredAreDoneThoughTheApiIsKilledInTheMiddle() {
    stack.processors().only();
    Client client = stack.newClient();
    List<String> accepted;
    try (ServiceProcess doomed = stack.anotherApi();
        BatchUpload batch = client.at(doomed.address()).uploadBatch("[[sim: ok:0s]] a line")) {
      assertThat(batch.awaitAnswers(ANSWERED_BEFORE)).doesNotHaveDuplicates();
      doomed.kill();
      accepted = batch.answersToTheEnd();
    }

    assertThat(accepted).hasSizeGreaterThanOrEqualTo(ANSWERED_BEFORE).doesNotHaveDuplicates();
    assertThat(client.ended(accepted))
        .allSatisfy(job -> assertThat(job.jobStatus()).isEqualTo("completed"));
  }
}
