package dev.sluice.e2e.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Answer;
import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
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
  private static final Duration START_BOUND = Duration.ofMinutes(2);

  @TempDir Path data;

  @Test
  void jarsRunBesideInfraAsTheReadmeSays() {
    Map<String, String> infraVariables =
        Map.of(
            "SLUICE_DATA", data.toString(),
            "SLUICE_KAFKA_PORT", Integer.toString(Ports.free()),
            "SLUICE_POSTGRES_PORT", Integer.toString(Ports.free()));
    List<String> blocks = Readme.blocks("Run the parts as separate processes", "sh");
    assertThat(blocks).hasSize(2);
    int apiPort = Ports.free();
    // As it stands there, but for what this machine may use already; and it is built.
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
      infra.awaitOutput("Ctrl-C stops both.");
      try (ShellJobs _ = ShellJobs.start("readme-services", services);
          WebhookReceiver webhooks = new WebhookReceiver()) {
        String key = key(blocks.get(1).replace("8081", Integer.toString(apiPort)));
        assertWholeWay(Client.withKey(URI.create("http://127.0.0.1:" + apiPort), key), webhooks);
      }
    }
  }

  /** Once the api is up; then it is the tenant's. */
  private String key(String createKey) {
    String commands = ". " + data + "/infra.env\n" + createKey;
    return await("the api makes a key")
        .atMost(START_BOUND)
        .ignoreExceptions()
        .until(
            () -> JsonMapper.shared().readTree(Shell.run(commands, Map.of())),
            answer -> answer.path("key").isString())
        .path("key")
        .asString();
  }

  private static void assertWholeWay(Client client, WebhookReceiver webhooks) {
    var endpoint = webhooks.endpoint("readme");
    Answer submitted =
        client.submit(JobSpec.prompt("Over separate processes.").webhook(endpoint.url(), SECRET));
    assertThat(submitted.status()).isEqualTo(202);
    JsonNode job = client.awaitStatus(submitted.jobId(), "completed", START_BOUND);
    Received webhook =
        await("the webhook comes")
            .atMost(START_BOUND)
            .until(endpoint::received, received -> !received.isEmpty())
            .getFirst();
    assertThat(webhook.isSignedWith(SECRET)).isTrue();
    assertThat(webhook.json().path("data")).isEqualTo(job);
  }
}
