package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.client.JsonResponse;
import dev.sluice.e2e.observe.Event;
import dev.sluice.e2e.observe.ProviderLog.Call;
import dev.sluice.e2e.stack.ExclusiveProcessors;
import dev.sluice.e2e.stack.ServiceProcess;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@ExclusiveProcessors
class WorkerLossE2E {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Stack stack;

  WorkerLossE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void jobsOfAKilledProcessorAreCompletedByAnother() {
    int jobs = 200;
    ServiceProcess killed = stack.processors().only();
    Client client = stack.newClient();
    String name = stack.uniqueName();
    // The first call of each job hangs for minutes; the second answers immediately.
    List<String> jobIds =
        submit(client, jobs, i -> "[[sim: hang:300s ok:0s]] " + name + " job " + i);
    awaitOpenCalls(name, jobs);
    stack.processors().startAnother();

    killed.kill();

    awaitTerminalEvents(jobIds);
    stack.awaitPendingEvents();
    assertThat(jobIds).allSatisfy(id -> assertEndedOnce(id, client.job(id).body(), 2));
    assertThat(stack.provider().containing(name)).hasSize(2 * jobs);
  }

  @Test
  void resultsOfAProcessorPausedBeyondItsLeaseAreRefused() {
    int jobs = 40;
    // With a long lease, the paused processor does not notice that its lease was expired in the
    // database, so it tries to settle its results.
    ServiceProcess paused =
        stack
            .processors()
            .restartWith(Map.of("SLUICE_LEASE_TERM", "240s", "SLUICE_LEASE_RENEW_EVERY", "80s"));
    Client client = stack.newClient();
    String name = stack.uniqueName();
    // The first call is answered during the pause; the second, by the other processor, immediately.
    List<String> jobIds = submit(client, jobs, i -> "[[sim: ok:15s ok:0s]] " + name + " job " + i);
    awaitOpenCalls(name, jobs);
    ServiceProcess other = stack.processors().start();
    paused.pause();
    stack.expireLongLeases();
    other.awaitReady();
    awaitTerminalEvents(jobIds);
    Map<String, JsonNode> before = results(client, jobIds);
    await("the first calls have ended")
        .atMost(TIMEOUT)
        .until(() -> stack.provider().containing(name).stream().noneMatch(Call::isOpen));

    paused.resume();

    await("the late results have been refused")
        .atMost(TIMEOUT)
        .until(() -> paused.metric("sluice.run.jobs") == 0);
    assertThat(paused.metric("sluice.settle.attempts", "outcome:refused")).isPositive();
    stack.awaitPendingEvents();
    assertThat(results(client, jobIds)).isEqualTo(before);
    assertThat(jobIds).allSatisfy(id -> assertEndedOnce(id, client.job(id).body(), 2));
    paused.close();
  }

  private static List<String> submit(Client client, int jobs, Function<Integer, String> prompt) {
    List<JsonResponse> responses = client.submitAll(jobs, i -> JobSpec.prompt(prompt.apply(i)));
    assertThat(responses).allSatisfy(response -> assertThat(response.status()).isEqualTo(202));
    return responses.stream().map(JsonResponse::jobId).toList();
  }

  private void awaitOpenCalls(String name, int calls) {
    await(calls + " calls are open")
        .atMost(TIMEOUT)
        .until(
            () -> stack.provider().containing(name).stream().filter(Call::isOpen).count() == calls);
  }

  private void awaitTerminalEvents(List<String> jobIds) {
    await("a terminal event for every job")
        .atMost(TIMEOUT)
        .until(() -> jobIds.stream().noneMatch(id -> stack.events().terminalOf(id).isEmpty()));
  }

  private static Map<String, JsonNode> results(Client client, List<String> jobIds) {
    return jobIds.stream()
        .collect(Collectors.toMap(Function.identity(), id -> client.job(id).body()));
  }

  /** Counts events by id, because a relay that is killed may publish an event twice. */
  private void assertEndedOnce(String jobId, JsonNode job, int attempt) {
    assertThat(stack.events().terminalOf(jobId).stream().map(Event::id).distinct()).hasSize(1);
    assertThat(stack.events().terminalOf(jobId).getFirst().data()).isEqualTo(job);
    assertThat(job.path("status").asString()).isEqualTo("completed");
    assertThat(job.path("attempt").asInt()).isEqualTo(attempt);
  }
}
