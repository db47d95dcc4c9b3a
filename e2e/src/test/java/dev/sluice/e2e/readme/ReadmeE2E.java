package dev.sluice.e2e.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.observe.Received;
import dev.sluice.e2e.observe.WebhookReceiver.Endpoint;
import dev.sluice.e2e.stack.SharedStack;
import dev.sluice.e2e.stack.Shell;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SharedStack
class ReadmeE2E {
  private final Stack stack;

  ReadmeE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void submitAndPollWorkAsDocumented() {
    stack.processors().only();
    Map<String, String> variables =
        Map.of("SLUICE", stack.api().toString(), "KEY", stack.newClient().key());

    JsonNode submitted = json(block("Submit"), variables);
    assertThat(submitted.path("status").asString()).isEqualTo("pending");
    assertThat(submitted.path("metadata").path("order").asString()).isEqualTo("4711");
    String poll = "JOB=" + submitted.path("job_id").asString() + "\n" + block("Poll");
    assertThat(json(poll, variables).path("status").asString()).isEqualTo("completed");
  }

  @Test
  void chatWorksAsDocumented() {
    JsonNode response =
        json(
            block("Chat"),
            Map.of("SLUICE", stack.api().toString(), "KEY", stack.newClient().key()));

    assertThat(response.path("content").asString()).isNotBlank();
  }

  @Test
  void pythonExampleVerifiesWebhooks() {
    // The build does not require Python.
    assumeThat(Shell.run("command -v python3 || true", Map.of())).isNotBlank();
    String snippet = Readme.blocks("Verify a webhook", "python").getFirst();
    String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    Endpoint endpoint = stack.webhooks().endpoint(stack.uniqueName());
    stack.newClient().submit(JobSpec.prompt(stack.uniqueName()).webhook(endpoint.url(), secret));
    Received webhook =
        await("the webhook arrives")
            .atMost(Duration.ofSeconds(30))
            .until(endpoint::received, received -> !received.isEmpty())
            .getFirst();

    String ask =
        "import os; e = os.environb; print(is_genuine(e[b'SECRET'].decode(), e[b'BODY'],"
            + " e[b'HEADER'].decode()), is_genuine('other', e[b'BODY'], e[b'HEADER'].decode()))";
    String response =
        Shell.run(
            "python3 -c \"$PROGRAM\"",
            Map.of(
                "PROGRAM",
                snippet + "\n" + ask,
                "SECRET",
                secret,
                "BODY",
                webhook.body(),
                "HEADER",
                webhook.header("x-webhook-signature")));

    assertThat(response.strip()).isEqualTo("True False");
  }

  private static String block(String heading) {
    return Readme.blocks(heading, "sh").getFirst();
  }

  private static JsonNode json(String commands, Map<String, String> variables) {
    return JsonMapper.shared().readTree(Shell.run(commands, variables));
  }
}
