package dev.sluice.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.OpenStream;
import dev.sluice.e2e.client.TextResponse;
import dev.sluice.e2e.observe.Event;
import dev.sluice.e2e.stack.SharedStack;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SharedStack
class JobsE2E {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Stack stack;

  JobsE2E(Stack stack) {
    this.stack = stack;
  }

  @ParameterizedTest
  @EnumSource
  void jobIsSubmittedAndCompletes(ProviderProtocol protocol) {
    Client client = stack.newClient();
    TextResponse submitted = client.post("/v1/jobs", job(protocol, "Say hello."));

    assertThat(submitted.status()).isEqualTo(202);
    assertThat(submitted.header("location")).isEqualTo("/v1/jobs/" + id(submitted));
    TextResponse ended = client.get("/v1/jobs/" + id(submitted) + "?wait=30");
    assertThat(ended.json().path("status").asString()).isEqualTo("completed");
    assertThat(ended.json().path("progress").asDouble()).isEqualTo(1.0);
    assertThat(ended.json().path("result").path("content").asString()).isNotBlank();
    assertThat(client.get("/v1/jobs/" + id(submitted) + "/deliveries").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void pagesContainEveryJobOnceWhileOthersAreAdded(ProviderProtocol protocol) {
    Client client = stack.newClient();
    String jobs =
        IntStream.range(0, 25)
            .mapToObj(i -> job(protocol, "Page me.").strip())
            .collect(Collectors.joining("\n"));
    TextResponse batch = client.post("/v1/jobs/batch", "application/x-ndjson", jobs + "\n");
    assertThat(batch.status()).isEqualTo(202);
    List<String> ids =
        batch.jsonLines().stream().map(line -> line.path("job_id").asString()).toList();
    assertThat(ids).hasSize(25).doesNotHaveDuplicates();
    assertThat(client.awaitEnded(ids))
        .allSatisfy(job -> assertThat(job.jobStatus()).isEqualTo("completed"));

    List<String> seen = new ArrayList<>();
    String query = "/v1/jobs?limit=10&status=completed&model=" + protocol.model();
    JsonNode page = client.get(query).json();
    seen.addAll(ids(page));
    while (page.path("has_more").asBoolean()) {
      client.post("/v1/jobs", job(protocol, "Meanwhile."));
      page = client.get(query + "&cursor=" + page.path("next_cursor").asString()).json();
      seen.addAll(ids(page));
    }

    assertThat(seen).doesNotHaveDuplicates().containsAll(ids);
  }

  @ParameterizedTest
  @EnumSource
  void batchRespondsLineByLine(ProviderProtocol protocol) {
    String lines = job(protocol, "One.").strip() + "\n{\"prompt\":7}\n" + job(protocol, "Three.");
    TextResponse response = stack.newClient().post("/v1/jobs/batch", "application/x-ndjson", lines);

    assertThat(response.status()).isEqualTo(202);
    assertThat(response.header("content-type")).startsWith("application/x-ndjson");
    List<JsonNode> responses = response.jsonLines();
    assertThat(responses).extracting(line -> line.path("index").asInt()).containsExactly(0, 1, 2);
    assertThat(responses.get(1).path("error").path("param").asString()).isEqualTo("prompt");
    assertThat(responses.get(2).path("status").asString()).isEqualTo("pending");
  }

  @ParameterizedTest
  @EnumSource
  void failedJobIsRetriedAsANewJob(ProviderProtocol protocol) {
    Client client = stack.newClient();
    String failed = id(client.post("/v1/jobs", job(protocol, "[[sim: 400 ok]]")));
    client.awaitStatus(failed, "failed", TIMEOUT);

    TextResponse retry = client.post("/v1/jobs/" + failed + "/retry", "");

    assertThat(retry.status()).isEqualTo(202);
    assertThat(retry.json().path("retried_from").asString()).isEqualTo(failed);
    assertThat(id(retry)).isNotEqualTo(failed);
    assertThat(client.get("/v1/jobs/" + failed).json().path("status").asString())
        .isEqualTo("failed");
    TextResponse again = client.get("/v1/jobs/" + id(retry) + "?wait=30");
    assertThat(again.json().path("retried_from").asString()).isEqualTo(failed);
  }

  @ParameterizedTest
  @EnumSource
  void cancellingARunningJobCancelsTheProviderCall(ProviderProtocol protocol) {
    Client client = stack.newClient();
    String name = stack.uniqueName() + " is stopped";
    String running = id(client.post("/v1/jobs", job(protocol, name + " [[sim: hang]]")));
    await("the call is open")
        .atMost(TIMEOUT)
        .until(() -> stack.provider().containing(name).size() == 1);

    TextResponse cancel = client.delete("/v2/jobs/" + running);

    assertThat(cancel.status()).isEqualTo(202);
    assertThat(cancel.json().path("message").asString()).isEqualTo("Job cancellation requested");
    client.awaitStatus(running, "cancelled", TIMEOUT);
    assertThat(stack.provider().containing(name).getFirst().outcome()).isEqualTo("client_gone");
    await("the cancellation event")
        .atMost(TIMEOUT)
        .until(() -> !stack.events().of(running).isEmpty());
    stack.awaitPendingEvents();
    assertThat(stack.events().of(running)).extracting(Event::type).containsExactly("job.cancelled");
  }

  @ParameterizedTest
  @EnumSource
  void jobEventsStreamTheResult(ProviderProtocol protocol) {
    Client client = stack.newClient();
    String slow = stack.uniqueName() + " [[sim: ok rate:40 tokens:120]]";
    String running = id(client.post("/v1/jobs", job(protocol, slow)));

    try (OpenStream early = client.open("/v1/jobs/" + running + "/events")) {
      early.awaitLine("event: content");
      assertThat(client.job(running).jobStatus()).isEqualTo("processing");
    }
    TextResponse whole = client.get("/v1/jobs/" + running + "/events");

    List<String> lines = whole.body().lines().toList();
    String content =
        documents(lines, "content").stream()
            .map(piece -> piece.path("text").asString())
            .collect(Collectors.joining());
    List<JsonNode> ends = documents(lines, "completed");
    assertThat(ends).hasSize(1);
    assertThat(ends.getFirst().path("result").path("content").asString()).isEqualTo(content);
    assertThat(lines.stream().filter(line -> line.startsWith("event: ")).toList().getLast())
        .isEqualTo("event: completed");
  }

  private static List<JsonNode> documents(List<String> lines, String event) {
    List<JsonNode> documents = new ArrayList<>();
    String current = "";
    for (String line : lines) {
      if (line.startsWith("event: ")) {
        current = line.substring("event: ".length());
      } else if (line.startsWith("data: ") && current.equals(event)) {
        documents.add(JsonMapper.shared().readTree(line.substring("data: ".length())));
      }
    }
    return documents;
  }

  private static String job(ProviderProtocol protocol, String prompt) {
    return """
    {"prompt": "%s", "model": "%s"}
    """
        .formatted(prompt, protocol.model());
  }

  private static String id(TextResponse job) {
    return job.json().path("job_id").asString();
  }

  private static List<String> ids(JsonNode page) {
    return page.path("items").valueStream().map(job -> job.path("job_id").asString()).toList();
  }
}
