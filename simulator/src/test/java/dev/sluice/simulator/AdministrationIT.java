package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@TestInstance(Lifecycle.PER_CLASS)
class AdministrationIT {

  private static final String OPENAI = "/v1/chat/completions";
  private static final String ANTHROPIC = "/v1/messages";

  private final RunningSimulator simulator = new RunningSimulator();

  @AfterAll
  void stop() {
    simulator.close();
  }

  @Test
  void callLogHasAllFields() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(simulator.uri(OPENAI))
            .header("authorization", "Bearer any")
            .header("x-sluice-job-id", "job-7")
            .header("x-sluice-attempt", "2")
            .POST(HttpRequest.BodyPublishers.ofString(body("log me")));
    simulator.send(request);
    JsonNode call = simulator.call("log me");

    assertThat(call.path("protocol").stringValue()).isEqualTo("openai");
    assertThat(call.path("model").stringValue()).isEqualTo("gpt-4o");
    assertThat(call.path("stream").booleanValue()).isFalse();
    assertThat(call.path("job_id").stringValue()).isEqualTo("job-7");
    assertThat(call.path("attempt").stringValue()).isEqualTo("2");
    assertThat(call.path("status").intValue()).isEqualTo(200);
    assertThat(call.path("step").stringValue()).isEqualTo("ok");
    assertThat(call.path("outcome").stringValue()).isEqualTo("completed");
    assertThat(call.path("body_sha256").stringValue()).hasSize(64);
    assertThat(call.path("received_at").stringValue())
        .isLessThanOrEqualTo(call.path("first_byte_at").stringValue());
    assertThat(simulator.get("/_calls/count?job_id=job-7").body()).isEqualTo("{\"count\":1}");
    assertThat(simulator.get("/_calls/count?job_id=job-8").body()).isEqualTo("{\"count\":0}");
    assertThat(simulator.get("/_calls?job_id=job-7&after=" + call.path("seq").longValue()).body())
        .isEmpty();
  }

  @Test
  void unknownFiltersAreRejected() {
    assertThat(simulator.get("/_calls?jobid=1").statusCode()).isEqualTo(400);
    assertThat(simulator.get("/_calls?after=x").statusCode()).isEqualTo(400);
  }

  @Test
  void longLogIsSentCompletely() {
    String message = "long log " + "x".repeat(900);
    for (int i = 0; i < 2_000; i++) {
      simulator.post(OPENAI, body(message + " [[sim: ok latency:0ms rate:0 tokens:1]]"));
    }

    assertThat(simulator.calls("long log")).hasSize(2_000);
  }

  @Test
  void administratorsScriptAppliesUntilItIsDeleted() {
    String script =
        "{\"match\":{\"contains\":\"posted\"},\"steps\":[\"503\",\"ok\",\"latency:1ms\"]}";

    assertThat(simulator.send("PUT", "/_script", script).statusCode()).isEqualTo(200);
    assertThat(simulator.get("/_script").body()).contains("\"posted\"");
    assertThat(simulator.post(OPENAI, body("posted 1")).statusCode()).isEqualTo(503);
    assertThat(simulator.post(OPENAI, body("posted 2")).statusCode()).isEqualTo(200);
    simulator.send("PUT", "/_script", script);
    assertThat(simulator.send("DELETE", "/_script", "").statusCode()).isEqualTo(200);
    assertThat(simulator.post(OPENAI, body("posted 3")).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"steps\":[]}",
        "{\"steps\":[\"what\"]}",
        "{\"steps\":[1]}",
        "{\"steps\":[\"ok\"],\"mach\":{}}",
        "{\"steps\":[\"ok\"],\"match\":{\"modell\":\"x\"}}"
      })
  void malformedScriptIsRejected(String body) {
    assertThat(simulator.send("PUT", "/_script", body).statusCode()).isEqualTo(400);
  }

  @Test
  void malformedDirectiveGets400InItsProtocolsFormat() {
    HttpResponse<String> openAi = simulator.post(OPENAI, body("[[sim: explode]]"));
    HttpResponse<String> anthropic = simulator.post(ANTHROPIC, body("[[sim: explode]]"));

    for (HttpResponse<String> response : List.of(openAi, anthropic)) {
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("unknown step 'explode'");
    }
    assertThat(openAi.body()).startsWith("{\"error\":{\"message\":");
    assertThat(anthropic.body()).startsWith("{\"type\":\"error\",\"error\":{\"type\":");
  }

  @Test
  void callWithoutAnApiKeyGets401() {
    for (String path : List.of(OPENAI, ANTHROPIC)) {
      assertThat(simulator.send("POST", path, body("no key")).statusCode()).isEqualTo(401);
    }
    assertThat(simulator.get("/v1/models").statusCode()).isEqualTo(401);
    assertThat(simulator.calls("no key")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "[]",
        "{}",
        "{\"model\":\"m\"}",
        "{\"model\":\"m\",\"messages\":[]}",
        "{\"model\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":1}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"bard\",\"content\":\"x\"}],\"max_tokens\":1}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":7}],\"max_tokens\":1}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":0}"
      })
  void invalidRequestGets400(String body) {
    assertThat(simulator.post(OPENAI, body).statusCode()).isEqualTo(400);
    assertThat(simulator.post(ANTHROPIC, body).statusCode()).isEqualTo(400);
  }

  @Test
  void unknownPathsAndMethodsAreRejected() {
    assertThat(simulator.get("/v1/nothing").statusCode()).isEqualTo(404);
    assertThat(simulator.send("PUT", OPENAI, body("x")).statusCode()).isEqualTo(405);
    assertThat(simulator.send("POST", "/_calls", "").statusCode()).isEqualTo(405);
  }

  @Test
  void equalSeedsGiveEqualAnswers() {
    try (RunningSimulator other = new RunningSimulator();
        RunningSimulator otherSeed = new RunningSimulator("--sluice.simulator.seed=2")) {
      String first = answer(simulator, body("seeded"));
      String second = answer(simulator, body("seeded"));

      assertThat(answer(other, body("seeded"))).isEqualTo(first);
      assertThat(answer(other, body("seeded"))).isEqualTo(second);
      assertThat(second).isNotEqualTo(first);
      assertThat(answer(otherSeed, body("seeded"))).isNotEqualTo(first);
    }
  }

  @Test
  void invalidConfigurationFailsStartup() {
    for (String argument :
        List.of(
            "--sluice.simulator.sead=1",
            "--sluice.simulator.errors=429",
            "--sluice.simulator.latency.sigma=-1")) {
      assertThatThrownBy(() -> new RunningSimulator(argument).close()).as(argument).isNotNull();
    }
  }

  private static String answer(RunningSimulator simulator, String body) {
    return simulator.post(OPENAI, body).body().replaceFirst("\"created\":\\d+", "");
  }

  private static String body(String message) {
    return "{\"model\":\"gpt-4o\",\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(message);
  }
}
