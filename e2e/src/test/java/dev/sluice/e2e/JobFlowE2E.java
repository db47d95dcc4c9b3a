package dev.sluice.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.client.JsonResponse;
import dev.sluice.e2e.observe.Event;
import dev.sluice.e2e.observe.Received;
import dev.sluice.e2e.observe.WebhookReceiver.Endpoint;
import dev.sluice.e2e.stack.SharedStack;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@SharedStack
class JobFlowE2E {
  private static final int JOBS = 500;
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final Stack stack;

  JobFlowE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void everyJobCompletesWithOneEventAndOneSignedWebhook() {
    stack.processors().only();
    Client client = stack.newClient();
    String name = stack.uniqueName();
    Endpoint endpoint = stack.webhooks().endpoint(name);

    List<JsonResponse> responses =
        client.submitAll(
            JOBS, i -> JobSpec.prompt(name + " job " + i).webhook(endpoint.url(), SECRET));

    assertThat(responses).allSatisfy(response -> assertThat(response.status()).isEqualTo(202));
    List<String> jobIds = responses.stream().map(JsonResponse::jobId).toList();
    assertThat(jobIds).doesNotHaveDuplicates();
    await("a webhook for every job")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(endpoint.received()).hasSize(JOBS));
    await("an event for every job")
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(jobIds).allSatisfy(id -> assertThat(stack.events().of(id)).isNotEmpty()));
    stack.awaitPendingEvents();

    Map<String, Received> webhooks =
        endpoint.received().stream()
            .collect(
                Collectors.toMap(
                    webhook -> webhook.json().path("data").path("job_id").asString(),
                    Function.identity()));
    assertThat(jobIds).allSatisfy(id -> assertOneOfEach(client, id, webhooks));
    assertThat(stack.provider().containing(name + " job ")).hasSize(JOBS);
  }

  private void assertOneOfEach(Client client, String jobId, Map<String, Received> webhooks) {
    assertThat(client.job(jobId).jobStatus()).isEqualTo("completed");
    List<Event> events = stack.events().of(jobId);
    assertThat(events).extracting(Event::type).containsExactly("job.completed");
    Event event = events.getFirst();
    Received webhook = requireNonNull(webhooks.get(jobId), "a webhook of this job");
    assertThat(webhook.isSignedWith(SECRET)).isTrue();
    assertThat(webhook.header("webhook-id")).isEqualTo(event.id());
    assertThat(webhook.header("x-webhook-event")).isEqualTo("job.completed");
    assertThat(webhook.json().path("event").asString()).isEqualTo("job.completed");
    assertThat(webhook.json().path("data")).isEqualTo(event.data());
  }
}
