package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.observe.Received;
import dev.sluice.e2e.observe.WebhookReceiver.Endpoint;
import dev.sluice.e2e.stack.SharedStack;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@SharedStack
class WebhookRetryE2E {
  private static final String SECRET = "a secret without a prefix";

  private final Stack stack;

  WebhookRetryE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void webhookIsRetriedUnchangedUntilItIsAccepted() {
    stack.processors().only();
    Client client = stack.newClient();
    Endpoint endpoint = stack.webhooks().endpoint(stack.uniqueName(), 500, 500, 200);

    String jobId =
        client.submit(JobSpec.prompt(stack.uniqueName()).webhook(endpoint.url(), SECRET)).jobId();

    JsonNode delivery =
        await("the webhook is delivered")
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> client.deliveries(jobId).path("items").path(0),
                it -> it.path("status").asString("").equals("delivered"));
    List<Received> received = endpoint.received();
    assertThat(received).hasSize(3);
    assertThat(received).allSatisfy(it -> assertThat(it.isSignedWith(SECRET)).isTrue());
    assertThat(received.stream().map(it -> it.header("webhook-id")).distinct()).hasSize(1);
    assertThat(received.stream().map(Received::body).distinct()).hasSize(1);
    assertThat(delivery.path("attempts").valueStream().map(it -> it.path("status_code").asInt()))
        .containsExactly(500, 500, 200);
  }
}
