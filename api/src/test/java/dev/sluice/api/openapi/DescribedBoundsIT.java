package dev.sluice.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Mappings;
import dev.sluice.api.TestApi;
import dev.sluice.api.openapi.Probes.Probe;
import dev.sluice.api.raw.RawClient;
import dev.sluice.api.raw.RawRequest;
import dev.sluice.api.raw.RawResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The bounds that are described are those that are enforced: at each, and just beyond it. */
class DescribedBoundsIT {

  private static final String TOOLS =
      """
      "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{},"strict":true}}],
      "tool_choice":"auto","parallel_tool_calls":true,"max_completion_tokens":5,"n":1,"user":"u","user_id":"u",
      "reasoning_effort":"low","logprobs":false,"service_tier":"auto",
      "response_format":{"type":"json_schema","json_schema":{"name":"n","description":"d","schema":{},"strict":true}}\
      """;
  private static final String CHAT =
      """
      "model":"m","temperature":1,"max_tokens":5,"stop":["s"]\
      """;
  private static final String USER = "{\"role\":\"user\",\"content\":\"hi\"}";
  private static final String CALLS =
      """
      {"messages":[{"role":"assistant","tool_calls":[{"id":"1","type":"function",
         "function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"hi"}]}\
      """;
  private static final String ANSWERED =
      """
      {"messages":[{"role":"tool","content":"42","tool_call_id":"1"},{"role":"user","content":"hi"}]}\
      """;
  private static final String PARTS =
      """
      {"messages":[{"role":"user","content":[{"type":"text","text":"hi",
         "image_url":{"url":"https://example.com/a.png"},"input_audio":{"data":"AA==","format":"wav"},
         "file":{}}]}]}\
      """;
  private static final String JOB =
      """
      {"prompt":"hi",%s,"top_p":0.5,"seed":1,%s,
       "webhook_url":"https://example.com/","webhook_secret":"s","webhook_events":["job.failed"],
       "priority":"low","run_at":"2026-01-01T00:00:00Z","timeout_seconds":5,"expires_in_seconds":5,
       "max_attempts":2,"metadata":{"a":"b"}}\
      """
          .formatted(CHAT, TOOLS);
  private static final String KEY =
      """
      {"tenant":"bounds","name":"n","scopes":["chat"],"expires_at":"2999-01-01T00:00:00Z",
       "limits":{"requests_per_minute":5,"requests_per_hour":5,"tokens_per_minute":5,
        "polls_per_minute":5}}\
      """;
  private static final String WEBHOOK =
      """
      {"url":"https://example.com/","events":["job.failed"],"secret":"0123456789abcdef","description":"d",
       "enabled":true,"headers":{"k":"v"},"rate_limit_per_second":5,"asymmetric_signature":false}\
      """;
  private static final String CHAT_1 =
      "{\"messages\":[%s],%s,\"user_id\":\"u\"}".formatted(USER, CHAT);
  private static final String CHAT_2 =
      "{\"messages\":[%s],%s,%s,\"top_p\":0.5,\"seed\":1,\"stream\":false,\"metadata\":{\"a\":\"b\"}}"
          .formatted(USER, CHAT, TOOLS);

  /** An operation's valid documents: together they hold every field that is described. */
  private record Bodies(String path, String schema, List<String> valid) {}

  private static final List<Bodies> BODIES =
      List.of(
          new Bodies("/v1/jobs", "JobRequest", List.of(JOB, messages(), CALLS, ANSWERED, PARTS)),
          new Bodies("/v1/admin/keys", "KeyRequest", List.of(KEY)),
          new Bodies("/v1/webhooks", "WebhookRequest", List.of(WEBHOOK)),
          new Bodies("/v1/chat", "ChatRequest", List.of(CHAT_1)),
          new Bodies("/v1/chat/stream", "ChatRequest", List.of(CHAT_1)),
          new Bodies("/v2/chat", "ChatRequestV2", List.of(CHAT_2, CALLS, ANSWERED, PARTS)));

  private final TestApi api = TestApi.shared();

  DescribedBoundsIT() throws Exception {}

  private static String messages() {
    return "{\"messages\":[" + USER + "]}";
  }

  static Stream<Arguments> probes() throws Exception {
    ObjectNode document = Contract.of(TestApi.shared()).document();
    Set<String> mapped = Mappings.of(TestApi.shared());
    return BODIES.stream()
        .filter(bodies -> mapped.contains("POST " + bodies.path()))
        .flatMap(bodies ->
            Probes.of(document, bodies.schema(), documents(bodies)).stream()
                .map(probe -> Arguments.of(bodies.path(), probe)));
  }

  private static ObjectNode[] documents(Bodies bodies) {
    return bodies.valid().stream()
        .map(text -> (ObjectNode) Contract.json(text))
        .toArray(ObjectNode[]::new);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("probes")
  void aDescribedBoundIsTheEnforcedOne(String path, Probe probe) throws Exception {
    RawResponse answer = new RawClient(api).send(RawRequest.post(path, probe.body().toString()));
    if (probe.valid()) {
      assertThat(answer.status()).as(answer.text()).isNotEqualTo(400);
    } else {
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
      assertThat(answer.json().path("param").asString("")).isEqualTo(probe.param());
    }
  }

  /** Else a field could be described that no probe reaches. */
  @Test
  void theProbesReachEveryDescribedField() throws Exception {
    ObjectNode document = Contract.of(api).document();
    for (Bodies bodies : BODIES) {
      Set<String> missing = new TreeSet<>();
      document
          .path("components")
          .path("schemas")
          .path(bodies.schema())
          .path("properties")
          .propertyNames()
          .forEach(missing::add);
      for (ObjectNode valid : documents(bodies)) {
        missing.removeAll(new ArrayList<>(valid.propertyNames()));
      }
      assertThat(missing).as(bodies.path()).isEmpty();
    }
  }

  /** What is taken only says nothing where everything is. */
  @Test
  void theDocumentsThatProbesAreMadeOfAreValid() throws Exception {
    for (String body : List.of(JOB, messages(), CALLS, ANSWERED, PARTS)) {
      JsonNode answer = new RawClient(api).send(RawRequest.post("/v1/jobs", body)).json();
      assertThat(answer.path("status").asString("")).as(answer.toString()).isEqualTo("pending");
    }
  }
}
