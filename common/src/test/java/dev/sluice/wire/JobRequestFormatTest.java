package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.job.EventType;
import dev.sluice.job.JobRequest;
import dev.sluice.job.Priority;
import dev.sluice.job.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobRequestFormatTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private static Submission read(String json) {
    return JobRequestFormat.read(Json.mapper().readTree(json), NOW);
  }

  @Test
  void aPromptAloneGetsEveryDefault() {
    JobRequest request = read("{\"prompt\":\"hi\"}").request();
    assertThat(request.chat().model()).isEqualTo("gpt-4o");
    assertThat(request.chat().temperature()).isEqualTo(0.7);
    assertThat(request.chat().maxTokens()).isEqualTo(1000);
    assertThat(request.priority()).isEqualTo(Priority.NORMAL);
    assertThat(request.timeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(request.maxAttempts()).isEqualTo(3);
    assertThat(request.webhook()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"prompt\":\"hi\"}",
        "{\"prompt\":\"hi\",\"top_p\":0.25,\"seed\":9007199254740993}",
        "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"u\"}],"
            + "\"stop\":[\"x\"],\"temperature\":0,\"max_tokens\":5}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"u\"},{\"role\":\"assistant\",\"tool_calls\":"
            + "[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"42\"}],"
            + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}],"
            + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}},"
            + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{}}}}",
        "{\"prompt\":\"hi\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],"
            + "\"tool_choice\":\"required\",\"response_format\":{\"type\":\"json_object\"}}",
        "{\"prompt\":\"hi\",\"webhook_url\":\"https://example.com/h\",\"webhook_events\":[\"job.retrying\"],"
            + "\"priority\":\"high\",\"run_at\":\"2026-11-23T10:00:00+01:00\",\"timeout_seconds\":9,"
            + "\"expires_in_seconds\":99,\"max_attempts\":1,\"metadata\":{\"b\":\"2\",\"a\":\"\"}}",
      })
  void whatIsWrittenIsReadAgain(String json) {
    JobRequest request = read(json).request();
    assertThat(JobRequestFormat.read(JobRequestFormat.write(request), NOW).request())
        .isEqualTo(request);
  }

  /** Else the digests of requests that were accepted before these fields existed would change. */
  @Test
  void whatIsNotSetIsNotWritten() {
    assertThat(JobRequestFormat.write(read("{\"prompt\":\"hi\"}").request()).propertyNames())
        .containsExactly(
            "prompt",
            "model",
            "temperature",
            "max_tokens",
            "priority",
            "timeout_seconds",
            "max_attempts");
  }

  @Test
  void theSecretIsReadButNeverWritten() {
    Submission submission =
        read("{\"prompt\":\"p\",\"webhook_url\":\"http://h/\",\"webhook_secret\":\"s3cret\"}");
    assertThat(submission.webhookSecret()).contains("s3cret");
    assertThat(JobRequestFormat.write(submission.request()).toString()).doesNotContain("s3cret");
    assertThat(submission.toString()).doesNotContain("s3cret");
    assertThat(submission.request().webhook())
        .isEqualTo(new Webhook("http://h/", Set.of(EventType.COMPLETED, EventType.FAILED)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{}|prompt",
        "{\"prompt\":\"a\",\"messages\":[]}|messages",
        "{\"prompt\":1}|prompt",
        "{\"prompt\":\"\"}|prompt",
        "{\"prompt\":\" \"}|prompt",
        "{\"prompt\":\"\\ud800\"}|prompt",
        "{\"messages\":{}}|messages",
        "{\"messages\":[]}|messages",
        "{\"messages\":[1]}|messages[0]",
        "{\"messages\":[{\"content\":\"x\"}]}|messages[0].role",
        "{\"messages\":[{\"role\":\"robot\",\"content\":\"x\"}]}|messages[0].role",
        "{\"messages\":[{\"role\":\"user\"}]}|messages[0].content",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"\\n\"}]}|messages[0].content",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]}|messages",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"system\",\"content\":\"x\"}]}|messages[1].role",
        "{\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}|messages[0].tool_call_id",
        "{\"prompt\":\"p\",\"model\":\"\"}|model",
        "{\"prompt\":\"p\",\"model\":\"-x\"}|model",
        "{\"prompt\":\"p\",\"temperature\":2.1}|temperature",
        "{\"prompt\":\"p\",\"temperature\":\"1\"}|temperature",
        "{\"prompt\":\"p\",\"max_tokens\":0}|max_tokens",
        "{\"prompt\":\"p\",\"max_tokens\":1.5}|max_tokens",
        "{\"prompt\":\"p\",\"max_tokens\":99999999999999999999}|max_tokens",
        "{\"prompt\":\"p\",\"stop\":\"x\"}|stop",
        "{\"prompt\":\"p\",\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}|stop",
        "{\"prompt\":\"p\",\"stop\":[\"\"]}|stop[0]",
        "{\"prompt\":\"p\",\"tool_choice\":\"auto\"}|tool_choice",
        "{\"prompt\":\"p\",\"tools\":[],\"tool_choice\":\"auto\"}|tool_choice",
        "{\"prompt\":\"p\",\"tools\":[],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}}|tool_choice",
        "{\"prompt\":\"p\",\"response_format\":{\"type\":\"xml\"}}|response_format.type",
        "{\"prompt\":\"p\",\"webhook_url\":\"ftp://h/\"}|webhook_url",
        "{\"prompt\":\"p\",\"webhook_url\":\"https://u:p@h/\"}|webhook_url",
        "{\"prompt\":\"p\",\"webhook_url\":\"nonsense\"}|webhook_url",
        "{\"prompt\":\"p\",\"webhook_secret\":\"s\"}|webhook_secret",
        "{\"prompt\":\"p\",\"webhook_url\":\"http://h\",\"webhook_secret\":\"whsec_*\"}|webhook_secret",
        "{\"prompt\":\"p\",\"webhook_url\":\"http://h\",\"webhook_events\":[\"x\"]}|webhook_events",
        "{\"prompt\":\"p\",\"priority\":\"urgent\"}|priority",
        "{\"prompt\":\"p\",\"run_at\":\"tomorrow\"}|run_at",
        "{\"prompt\":\"p\",\"run_at\":\"2027-11-22T10:00:00Z\"}|run_at",
        "{\"prompt\":\"p\",\"run_at\":\"2026-12-22T10:00:00.000000001Z\"}|run_at",
        "{\"prompt\":\"p\",\"run_at\":\"+12026-11-22T10:00:00Z\"}|run_at",
        "{\"prompt\":\"p\",\"timeout_seconds\":3601}|timeout_seconds",
        "{\"prompt\":\"p\",\"expires_in_seconds\":0}|expires_in_seconds",
        "{\"prompt\":\"p\",\"max_attempts\":11}|max_attempts",
        "{\"prompt\":\"p\",\"metadata\":[]}|metadata",
        "{\"prompt\":\"p\",\"metadata\":{\"\\ud800\":\"\"}}|metadata",
        "{\"prompt\":\"p\",\"metadata\":{\"a\":1}}|metadata.a",
        "{\"prompt\":\"p\",\"metadata\":{\"a\":\"\\u0000\"}}|metadata.a",
        "[]|-",
      })
  void whatBreaksTheContractIsNamed(String json, String param) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            InvalidFieldException.class, e -> assertThat(e.param()).isEqualTo(param));
  }

  @Test
  void aFieldThatNobodyKnowsIsIgnored() {
    assertThat(read("{\"prompt\":\"p\",\"surprise\":{\"x\":[1]}}").request())
        .isEqualTo(read("{\"prompt\":\"p\"}").request());
  }
}
