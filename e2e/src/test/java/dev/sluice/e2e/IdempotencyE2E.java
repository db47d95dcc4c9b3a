package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Answer;
import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
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
  void oneIdempotencyKeyMakesOneJobHoweverOftenItIsUsedAtOnce() {
    stack.processors().only();
    Client client = stack.newClient();
    String name = stack.freshName();
    JobSpec job = JobSpec.prompt(name + " once");

    List<Answer> answers = Client.inParallel(TIMES, _ -> client.submit(job, name));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 202));
    assertThat(answers.stream().map(Answer::jobId).distinct()).hasSize(1);
    String jobId = answers.getFirst().jobId();
    client.awaitStatus(jobId, "completed", Duration.ofSeconds(30));
    await("its end is announced")
        .atMost(Duration.ofSeconds(20))
        .until(() -> !stack.events().of(jobId).isEmpty());
    stack.settleEvents();
    assertThat(stack.events().of(jobId)).extracting(Event::type).containsExactly("job.completed");
    assertThat(stack.provider().containing(name + " once")).hasSize(1);

    Answer replay = client.submit(job, name);
    assertThat(replay.status()).isEqualTo(200);
    assertThat(replay.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(replay.jobStatus()).isEqualTo("completed");
    Answer other = client.submit(JobSpec.prompt(name + " otherwise"), name);
    assertThat(other.status()).isEqualTo(422);
    assertThat(stack.provider().containing(name + " otherwise")).isEmpty();
  }
}
