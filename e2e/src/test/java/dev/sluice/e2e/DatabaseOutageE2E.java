package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Answer;
import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.observe.Event;
import dev.sluice.e2e.observe.ProviderLog.Call;
import dev.sluice.e2e.stack.ExclusiveStack;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@ExclusiveStack
class DatabaseOutageE2E {
  private static final int JOBS = 100;
  private static final Duration LONG = Duration.ofSeconds(90);

  private final Stack stack;

  DatabaseOutageE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void whatIsAcceptedWhilePostgresIsDownCompletesLater() {
    stack.processors().only();
    Client client = stack.newClient();
    String name = stack.freshName();

    // Some whose answers come while the database is away, some accepted meanwhile, some right
    // after.
    List<Answer> answers =
        new ArrayList<>(
            client.submitAll(JOBS, i -> JobSpec.prompt("[[sim: ok:3s]] " + name + " before " + i)));
    await("the first jobs are running")
        .atMost(LONG)
        .until(() -> stack.provider().containing(name + " before").size() == JOBS);
    stack.database().stop();
    try {
      answers.addAll(client.submitAll(JOBS, i -> JobSpec.prompt(name + " during " + i)));
      await("the first answers have come")
          .atMost(LONG)
          .until(
              () -> stack.provider().containing(name + " before").stream().noneMatch(Call::isOpen));
      answers.addAll(client.submitAll(JOBS, i -> JobSpec.prompt(name + " at last " + i)));
    } finally {
      stack.database().restart();
    }
    answers.addAll(client.submitAll(JOBS, i -> JobSpec.prompt(name + " after " + i)));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(202));
    List<String> jobIds = answers.stream().map(Answer::jobId).toList();
    await("every accepted job has ended")
        .atMost(LONG)
        .until(() -> jobIds.stream().noneMatch(id -> stack.events().terminalOf(id).isEmpty()));
    stack.settleEvents();
    assertThat(jobIds)
        .allSatisfy(id -> {
          assertThat(client.job(id).jobStatus()).isEqualTo("completed");
          assertThat(stack.events().terminalOf(id).stream().map(Event::id).distinct()).hasSize(1);
        });
    // Only what ran when the database went away may have been asked for again.
    for (String since : List.of("during", "at last", "after")) {
      assertThat(stack.provider().containing(name + " " + since)).hasSize(JOBS);
    }
  }
}
