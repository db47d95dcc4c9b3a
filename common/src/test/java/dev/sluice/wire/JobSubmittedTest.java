package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobSubmittedTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String ID = "019ab000-0000-7000-8000-000000000000";

  @Test
  void aWrittenSubmissionIsReadAgain() {
    JobSubmitted submission =
        new JobSubmitted(
            new JobId(UUID.fromString(ID)),
            new TenantId("acme"),
            NOW,
            Optional.of("ZGlnZXN0"),
            Optional.of("c2VhbGVk"),
            RequestReader.job("{\"prompt\":\"hi\"}".getBytes(StandardCharsets.UTF_8), NOW)
                .request(),
            Optional.of(new JobId(UUID.fromString("019ab000-0000-7000-8000-000000000001"))));
    assertThat(JobSubmitted.read(submission.toBytes(), NOW)).isEqualTo(submission);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain text. ", "line\n", "\"quoted\" \\ \u0001", "Grüße \uD83D\uDC4B "})
  void longTextsAreCopiedUnchanged(String unit) {
    String text = unit.repeat(100);
    String accepted = Json.mapper().createObjectNode().put("prompt", text).toString();
    String escaped = accepted.replace("e", "\\u0065");
    String whole =
        "{\"job_id\":\"%s\",\"tenant\":\"t\",\"created_at\":\"%s\",\"request\":%s}"
            .formatted(ID, NOW, escaped.replace("\"prompt\"", "\"user\":\"u\",\"prompt\""));
    byte[] canonical = RequestReader.job(utf8(accepted), NOW).request().chat().rest().bytes();

    assertThat(RequestReader.job(utf8(escaped), NOW).request().chat().rest().bytes())
        .isEqualTo(canonical);
    assertThat(content(canonical)).isEqualTo(text);
    assertThat(content(JobSubmitted.read(utf8(whole), NOW).request().chat().rest().bytes()))
        .isEqualTo(text);
  }

  private static String content(byte[] request) {
    return Json.mapper().readTree(request).path("messages").path(0).path("content").asString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "{",
        "null",
        "[]",
        "{}",
        "{\"job_id\":\"x\"}",
        "{\"job_id\":\"" + ID + "\",\"tenant\":\"\"}",
        "{\"job_id\":\""
            + ID
            + "\",\"tenant\":\"t\\u0000\",\"created_at\":\"2026-11-22T10:00:00Z\"}",
        "{\"job_id\":\"" + ID + "\",\"tenant\":\"t\",\"created_at\":\"now\"}",
        "{\"job_id\":\"" + ID + "\",\"tenant\":\"t\",\"created_at\":\"2026-11-22T10:00:00Z\"}",
        "{\"job_id\":\""
            + ID
            + "\",\"tenant\":\"t\",\"created_at\":\"2026-11-22T10:00:00Z\","
            + "\"request\":{\"prompt\":\"a\"},\"digest\":\"*\"}",
        "{\"job_id\":\""
            + ID
            + "\",\"tenant\":\"t\",\"created_at\":\"2026-11-22T10:00:00Z\","
            + "\"request\":{\"prompt\":\"a\"},\"retried_from\":\"x\"}",
        "{\"job_id\":\"" + ID + "\",\"job_id\":\"" + ID + "\"}",
      })
  void aValueThatIsNotASubmissionIsRefused(String value) {
    assertThatThrownBy(() -> JobSubmitted.read(value.getBytes(StandardCharsets.UTF_8), NOW))
        .isInstanceOf(InvalidFieldException.class)
        .message()
        .isNotBlank();
  }
}
