package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.client.JsonResponse;
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
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final Stack stack;

  DatabaseOutageE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void jobsAcceptedWhilePostgresIsDownCompleteLater() {
    stack.processors().only();
    Client client = stack.newClient();
    String name = stack.uniqueName();

    // Jobs whose calls end during the outage, jobs accepted during it, and jobs accepted after it.
    List<JsonResponse> responses =
        new ArrayList<>(
            client.submitAll(JOBS, i -> JobSpec.prompt("[[sim: ok:3s]] " + name + " before " + i)));
    await("the first jobs are running")
        .atMost(TIMEOUT)
        .until(() -> stack.provider().containing(name + " before").size() == JOBS);
    stack.database().stop();
    try {
      responses.addAll(client.submitAll(JOBS, i -> JobSpec.prompt(name + " during " + i)));
      await("the calls of the first jobs have ended")
          .atMost(TIMEOUT)
          .until(
              () -> stack.provider().containing(name + " before").stream().noneMatch(Call::isOpen));
      responses.addAll(client.submitAll(JOBS, i -> JobSpec.prompt(name + " at last " + i)));
    } finally {
      stack.database().restart();
    }
    responses.addAll(client.submitAll(JOBS, i -> JobSpec.prompt(name + " after " + i)));

    assertThat(responses).allSatisfy(response -> assertThat(response.status()).isEqualTo(202));
    List<String> jobIds = responses.stream().map(JsonResponse::jobId).toList();
    await("every accepted job has ended")
        .atMost(TIMEOUT)
        .until(() -> jobIds.stream().noneMatch(id -> stack.events().terminalOf(id).isEmpty()));
    stack.awaitPendingEvents();
    assertThat(jobIds)
        .allSatisfy(id -> {
          assertThat(client.job(id).jobStatus()).isEqualTo("completed");
          assertThat(stack.events().terminalOf(id).stream().map(Event::id).distinct()).hasSize(1);
        });
    // Only jobs that were running when the database stopped may have been called twice.
    for (String since : List.of("during", "at last", "after")) {
      assertThat(stack.provider().containing(name + " " + since)).hasSize(JOBS);
    }
  }
}
