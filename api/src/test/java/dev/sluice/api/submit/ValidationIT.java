package dev.sluice.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TestApi;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ValidationIT {

  private static final String LEAK = "LEAKED-PROMPT";

  private final TestApi api = TestApi.shared();

  ValidationIT() throws Exception {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                                  | prompt
          {"prompt":"LEAKED-PROMPT","messages":[]}                            | messages
          {"prompt":""}                                                       | prompt
          {"prompt":"  "}                                                     | prompt
          {"prompt":7}                                                        | prompt
          {"prompt":["LEAKED-PROMPT"]}                                        | prompt
          {"messages":[]}                                                     | messages
          {"messages":{}}                                                     | messages
          {"messages":["LEAKED-PROMPT"]}                                      | messages[0]
          {"messages":[{"role":"robot","content":"LEAKED-PROMPT"}]}           | messages[0].role
          {"messages":[{"role":"user"}]}                                      | messages[0].content
          {"messages":[{"role":"system","content":"LEAKED-PROMPT"}]}          | messages
          {"messages":[{"role":"user","content":"a"},{"role":"system","content":"b"}]} | messages[1].role
          {"messages":[{"role":"tool","content":"a"}]}                        | messages[0].tool_call_id
          {"prompt":"LEAKED-PROMPT","model":"-bad"}                           | model
          {"prompt":"LEAKED-PROMPT","model":7}                                | model
          {"prompt":"LEAKED-PROMPT","temperature":2.1}                        | temperature
          {"prompt":"LEAKED-PROMPT","temperature":"hot"}                      | temperature
          {"prompt":"LEAKED-PROMPT","max_tokens":0}                           | max_tokens
          {"prompt":"LEAKED-PROMPT","max_tokens":128001}                      | max_tokens
          {"prompt":"LEAKED-PROMPT","max_tokens":1.5}                         | max_tokens
          {"prompt":"LEAKED-PROMPT","stop":["a","b","c","d","e"]}             | stop
          {"prompt":"LEAKED-PROMPT","stop":[""]}                              | stop[0]
          {"prompt":"LEAKED-PROMPT","tools":[{"type":"LEAKED-PROMPT"}]}       | tools[0].type
          {"prompt":"LEAKED-PROMPT","tool_choice":"auto"}                     | tool_choice
          {"prompt":"LEAKED-PROMPT","response_format":{"type":"xml"}}         | response_format.type
          {"prompt":"LEAKED-PROMPT","webhook_url":"ftp://example.com"}        | webhook_url
          {"prompt":"LEAKED-PROMPT","webhook_url":"https://a:b@example.com"}  | webhook_url
          {"prompt":"LEAKED-PROMPT","webhook_url":"https://example.com/日本"}  | webhook_url
          {"prompt":"LEAKED-PROMPT","webhook_secret":"abc"}                   | webhook_secret
          {"prompt":"LEAKED-PROMPT","webhook_events":["job.failed"]}          | webhook_events
          {"prompt":"LEAKED-PROMPT","webhook_url":"https://example.com","webhook_events":["job.born"]} | webhook_events
          {"prompt":"LEAKED-PROMPT","webhook_url":"https://example.com","webhook_secret":"whsec_?"} | webhook_secret
          {"prompt":"LEAKED-PROMPT","priority":"urgent"}                      | priority
          {"prompt":"LEAKED-PROMPT","run_at":"tomorrow"}                      | run_at
          {"prompt":"LEAKED-PROMPT","run_at":"2999-01-01T00:00:00Z"}          | run_at
          {"prompt":"LEAKED-PROMPT","timeout_seconds":3601}                   | timeout_seconds
          {"prompt":"LEAKED-PROMPT","expires_in_seconds":0}                   | expires_in_seconds
          {"prompt":"LEAKED-PROMPT","max_attempts":11}                        | max_attempts
          {"prompt":"LEAKED-PROMPT","metadata":{"a":1}}                       | metadata.a
          {"prompt":"LEAKED-PROMPT","metadata":[]}                            | metadata
          """)
  void aFieldThatBreaksTheContractIsNamed(String body, String param) throws Exception {
    HttpResponse<String> response = api.post("/v1/jobs", body);
    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = TestApi.json(response);
    assertThat(error.path("error").asString()).isEqualTo("invalid_request");
    assertThat(error.path("code").asString()).isEqualTo("validation_error");
    assertThat(error.path("param").asString()).isEqualTo(param);
    assertThat(response.body()).doesNotContain(LEAK, "Exception");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``
          {"prompt":"LEAKED-PROMPT"
          {"prompt":"LEAKED-PROMPT"} {}
          {"prompt":"LEAKED-PROMPT","prompt":"b"}
          {'prompt':'LEAKED-PROMPT'}
          {"prompt":NaN}
          LEAKED-PROMPT
          """)
  void whatIsNoJsonDocumentIsRefused(String body) throws Exception {
    HttpResponse<String> response = api.post("/v1/jobs", body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestApi.json(response).path("code").asString()).isEqualTo("malformed_json");
    assertThat(TestApi.json(response).has("param")).isFalse();
    assertThat(response.body()).doesNotContain(LEAK, "Exception");
  }

  @ParameterizedTest
  @CsvSource({"'[]'", "'\"text\"'", "7", "null"})
  void aDocumentThatIsNoObjectIsRefused(String body) throws Exception {
    HttpResponse<String> response = api.post("/v1/jobs", body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestApi.json(response).path("code").asString()).isEqualTo("validation_error");
  }

  @Test
  void aDocumentNestedTooDeeplyIsRefused() throws Exception {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    assertThat(api.post("/v1/jobs", "{\"x\":" + deep + "}").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"'a b'", "''"})
  void anIdempotencyKeyThatIsNotVisibleAsciiIsRefused(String key) throws Exception {
    HttpResponse<String> response =
        api.post("/v1/jobs", "{\"prompt\":\"a\"}", "Idempotency-Key", key);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestApi.json(response).path("param").asString()).isEqualTo("Idempotency-Key");
  }

  @Test
  void anIdempotencyKeyOf256CharactersIsRefused() throws Exception {
    assertThat(
            api.post("/v1/jobs", "{\"prompt\":\"a\"}", "Idempotency-Key", "k".repeat(256))
                .statusCode())
        .isEqualTo(400);
  }
}
