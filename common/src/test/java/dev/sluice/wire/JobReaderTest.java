package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.ModelRequest;
import dev.sluice.chat.RawJson;
import dev.sluice.job.EventType;
import dev.sluice.job.JobRequest;
import dev.sluice.job.Priority;
import dev.sluice.job.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobReaderTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private static Submission read(String json) {
    return RequestReader.job(json.getBytes(StandardCharsets.UTF_8), NOW);
  }

  @Test
  void aPromptGetsEveryDefault() {
    JobRequest request = read("{\"prompt\":\"hi\"}").request();
    assertThat(request.chat().model()).isEqualTo("gpt-4o");
    assertThat(request.chat().temperature()).isEqualTo(0.7);
    assertThat(request.chat().maxTokens()).isEqualTo(1000);
    assertThat(request.priority()).isEqualTo(Priority.NORMAL);
    assertThat(request.timeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(request.maxAttempts()).isEqualTo(3);
    assertThat(request.webhook()).isNull();
  }

  @Test
  void aPromptIsAConversationOfOneMessage() {
    assertThat(read("{\"prompt\":\"h\\u0069\"}").request().chat())
        .isEqualTo(
            new ModelRequest(
                "gpt-4o",
                1000,
                0.7,
                null,
                List.of(),
                RawJson.of(
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                        .getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void messagesGetNoDefaults() {
    ModelRequest chat =
        read("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}").request().chat();
    assertThat(chat.temperature()).isNull();
    assertThat(chat.maxTokens()).isNull();
  }

  /** Neither the job's own members nor those that decide how the provider is called. */
  @Test
  void ourMembersNeverReachTheProvider() {
    ModelRequest chat =
        read("""
        {"webhook_url":"https://example.com/","webhook_secret":"s","webhook_events":["job.failed"],
         "priority":"low","run_at":"2026-11-23T10:00:00Z","timeout_seconds":5,"expires_in_seconds":5,
         "max_attempts":2,"metadata":{"a":"b"},"store":true,"stream":true,"stream_options":{},
         "messages":[{"role":"user","content":"hi"}],"user_id":"u","top_k":4}\
        """)
            .request()
            .chat();
    assertThat(chat.rest().text())
        .isEqualTo(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"user\":\"u\",\"store\":true,\"top_k\":4}");
  }

  @Test
  void theSecretIsReadButNeverWritten() {
    Submission submission =
        read("{\"prompt\":\"p\",\"webhook_url\":\"http://h/\",\"webhook_secret\":\"s3cret\"}");
    assertThat(submission.webhookSecret()).contains("s3cret");
    assertThat(new String(JobSubmitted.head(submission.request()), StandardCharsets.UTF_8))
        .doesNotContain("s3cret");
    assertThat(submission.request().chat().rest().text()).doesNotContain("s3cret");
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
        "{\"prompt\":\"p\",\"run_at\":\"2026-11-28T20:40Z\"}|run_at",
        "{\"prompt\":\"p\",\"run_at\":\"2026-11-28T20:40:00+05:30:15\"}|run_at",
        "{\"prompt\":\"p\",\"run_at\":\"+12026-11-22T10:00:00Z\"}|run_at",
        "{\"prompt\":\"p\",\"timeout_seconds\":3601}|timeout_seconds",
        "{\"prompt\":\"p\",\"expires_in_seconds\":0}|expires_in_seconds",
        "{\"prompt\":\"p\",\"max_attempts\":11}|max_attempts",
        "{\"prompt\":\"p\",\"metadata\":[]}|metadata",
        "{\"prompt\":\"p\",\"metadata\":{\"a\":1}}|metadata.a",
        "{\"prompt\":\"p\",\"metadata\":{\"a\":\"\\u0000\"}}|metadata.a",
        "[]|-",
      })
  void aBrokenRuleIsReportedWithItsParam(String json, String param) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            InvalidFieldException.class, e -> assertThat(e.param()).isEqualTo(param));
  }

  @Test
  void besideAPromptAnUnknownFieldIsIgnored() {
    assertThat(read("{\"surprise\":{\"x\":[1]},\"prompt\":\"p\",\"store\":null}").request())
        .isEqualTo(read("{\"prompt\":\"p\"}").request());
  }
}
