package dev.sluice.e2e.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.JobSpec;
import dev.sluice.e2e.stack.SharedStack;
import dev.sluice.e2e.stack.Shell;
import dev.sluice.e2e.stack.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SharedStack
class GuideE2E {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Stack stack;
  private final Map<String, String> variables = new HashMap<>();

  @TempDir Path curl;

  GuideE2E(Stack stack) {
    this.stack = stack;
  }

  @Test
  void everyExampleReturnsTheDocumentedShape() throws IOException {
    // curl must fail on an error status.
    Files.writeString(curl.resolve(".curlrc"), "fail-with-body\nmax-time = 60\n");
    Client client = stack.newClient();
    variables.put("SLUICE", stack.api().toString());
    variables.put("KEY", client.key());
    variables.put("ADMIN", stack.admin().key());

    List<Example> examples = Example.all();
    assertThat(examples).hasSizeGreaterThan(20);
    for (Example example : examples) {
      prepare(example, client);
      run(example);
    }
  }

  /** Creates the state that the example needs. */
  private void prepare(Example example, Client client) {
    variables.put(
        "CURL_HOME", example.heading().equals("Errors") ? "/nonexistent" : curl.toString());
    switch (example.heading()) {
      case "Cancel a running job" -> {
        String running = client.submit(JobSpec.prompt("[[sim: hang]]")).jobId();
        client.awaitStatus(running, "processing", TIMEOUT);
        variables.put("JOB", running);
      }
      case "Deliveries and replay" -> createDelivery(client);
      case "Retry a job" -> client.awaitStatus(variable("JOB"), "cancelled", TIMEOUT);
      default -> {}
    }
  }

  /** Creates an endpoint with a successful delivery. */
  private void createDelivery(Client client) {
    if (variables.containsKey("DELIVERY")) {
      return;
    }
    URI url = stack.webhooks().endpoint(stack.uniqueName()).url();
    String webhook =
        client.post("/v1/webhooks", "{\"url\":\"%s\"}".formatted(url)).json().path("id").asString();
    String delivery =
        client
            .post("/v1/webhooks/%s/test".formatted(webhook), "")
            .json()
            .path("delivery_id")
            .asString();
    await("the test event is delivered")
        .atMost(TIMEOUT)
        .until(() ->
            client
                .get("/v1/deliveries/" + delivery)
                .json()
                .path("status")
                .asString()
                .equals("delivered"));
    variables.put("WEBHOOK", webhook);
    variables.put("DELIVERY", delivery);
  }

  private String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  private void run(Example example) {
    String response = Shell.run(example.command(), variables);
    assertThat(response.isBlank())
        .as(example.toString())
        .isEqualTo(example.language().isEmpty() && example.method().equals("DELETE"));
    switch (example.language()) {
      case "json" ->
          assertThat(JsonShape.ofJson(response))
              .as("%s%n%s", example, response)
              .isEqualTo(JsonShape.ofJson(example.response()));
      case "ndjson" ->
          assertThat(JsonShape.ofLines(response))
              .as("%s%n%s", example, response)
              .isEqualTo(JsonShape.ofLines(example.response()));
      case "sse" ->
          assertThat(JsonShape.ofEvents(response))
              .as("%s%n%s", example, response)
              .isEqualTo(JsonShape.ofEvents(example.response()));
      default -> {}
    }
    storeIds(response);
  }

  /** Stores the ids that later examples use. */
  private void storeIds(String response) {
    try {
      JsonNode document = JsonMapper.shared().readTree(response);
      if (document.path("job_id").isString() && document.path("status").isString()) {
        variables.put("JOB", document.path("job_id").asString());
      }
      if (document.path("secrets").isArray()) {
        variables.put("WEBHOOK", document.path("id").asString());
      }
      if (document.path("replay_id").isString()) {
        variables.put("REPLAY", document.path("replay_id").asString());
      }
      if (document.path("key").isString()) {
        variables.put("KEY_ID", document.path("id").asString());
      }
    } catch (JacksonException _) {
      // A stream has no id.
    }
  }

  @Test
  void everyEndpointHasAnExample() {
    JsonNode description = Client.anonymous(stack.api()).get("/openapi.json").json();
    List<String> missing = new ArrayList<>();
    List<Example> examples = Example.all();
    description
        .path("paths")
        .forEachEntry((path, operations) ->
            operations.propertyNames().stream()
                .filter(method -> !method.equals("parameters"))
                .filter(method -> examples.stream().noneMatch(it -> isExample(it, method, path)))
                .forEach(method -> missing.add(method + " " + path)));

    assertThat(missing).isEmpty();
    assertThat(description.path("paths").size()).isGreaterThan(15);
  }

  private static boolean isExample(Example example, String method, String path) {
    return example.method().equalsIgnoreCase(method)
        && example.path().matches(path.replaceAll("\\{[^}]+}", "[^/]+"));
  }
}
