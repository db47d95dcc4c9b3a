package dev.sluice.e2e.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.client.JsonResponse;
import dev.sluice.e2e.observe.Received;
import dev.sluice.e2e.observe.WebhookReceiver;
import dev.sluice.e2e.stack.Ports;
import dev.sluice.e2e.stack.RunScript;
import dev.sluice.e2e.stack.Shell;
import dev.sluice.e2e.stack.ShellJobs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SeparateProcessesE2E {
  private static final String SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

  @TempDir Path data;

  @Test
  void separateProcessesRunAsDocumented() {
    Map<String, String> infraVariables =
        Map.of(
            "SLUICE_DATA", data.toString(),
            "SLUICE_KAFKA_PORT", Integer.toString(Ports.free()),
            "SLUICE_POSTGRES_PORT", Integer.toString(Ports.free()));
    List<String> blocks = Readme.blocks("Run the parts as separate processes", "sh");
    assertThat(blocks).hasSize(2);
    int apiPort = Ports.free();
    // The README's commands, with free ports and without the build.
    String services =
        blocks
            .getFirst()
            .replace("mvn -q -DskipTests package\n", "")
            .replaceFirst("\\./run infra .*\n", "")
            .replace(".sluice/", data + "/")
            .replace("8081", Integer.toString(apiPort))
            .replace("8082", Integer.toString(Ports.free()))
            .replace("8083", Integer.toString(Ports.free()))
            .replace("8090", Integer.toString(Ports.free()));
    try (RunScript infra = RunScript.start("readme-infra", infraVariables, "infra")) {
      infra.awaitOutput("Press Ctrl-C to stop.");
      try (ShellJobs _ = ShellJobs.start("readme-services", services);
          WebhookReceiver webhooks = new WebhookReceiver()) {
        String key = key(blocks.get(1).replace("8081", Integer.toString(apiPort)));
        assertJobFlow(Client.withKey(URI.create("http://127.0.0.1:" + apiPort), key), webhooks);
      }
    }
  }

  /** Creates a key, once the api is ready. */
  private String key(String createKey) {
    String commands = ". " + data + "/infra.env\n" + createKey;
    return await("the api creates a key")
        .atMost(START_TIMEOUT)
        .ignoreExceptions()
        .until(
            () -> JsonMapper.shared().readTree(Shell.run(commands, Map.of())),
            response -> response.path("key").isString())
        .path("key")
        .asString();
  }

  private static void assertJobFlow(Client client, WebhookReceiver webhooks) {
    var endpoint = webhooks.endpoint("readme");
    JsonResponse submitted =
        client.submit(JobSpec.prompt("Over separate processes.").webhook(endpoint.url(), SECRET));
    assertThat(submitted.status()).isEqualTo(202);
    JsonNode job = client.awaitStatus(submitted.jobId(), "completed", START_TIMEOUT);
    Received webhook =
        await("the webhook arrives")
            .atMost(START_TIMEOUT)
            .until(endpoint::received, received -> !received.isEmpty())
            .getFirst();
    assertThat(webhook.isSignedWith(SECRET)).isTrue();
    assertThat(webhook.json().path("data")).isEqualTo(job);
  }
}
