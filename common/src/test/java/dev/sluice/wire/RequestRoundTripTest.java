package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.ModelRequest;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;

/** What a client is told to be accepted is what intake reads, and what the table keeps. */
class RequestRoundTripTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final int DOCUMENTS = 500;

  private static LongStream seeds() {
    return LongStream.rangeClosed(1, 20);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anAcceptedRequestIsReadBackEqual(long seed) {
    RandomRequests requests = new RandomRequests(new Random(seed));
    int accepted = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      String document = requests.next();
      Optional<Submission> submission = accepted(document);
      submission.ifPresent(value -> {
        String name = "seed %d: %.2000s".formatted(seed, document);
        assertThatCode(() -> assertIsReadBack(value)).as(name).doesNotThrowAnyException();
      });
      accepted += submission.isPresent() ? 1 : 0;
    }
    // Else nothing was shown: of valid requests, nor of what is odd.
    assertThat(accepted).isBetween(DOCUMENTS / 2, DOCUMENTS - 1);
  }

  /** By an api whose clock is ahead of the processor's. */
  @Test
  void aRunAtAtTheLimitIsReadByAClockThatIsBehind() {
    String document = "{\"prompt\":\"p\",\"run_at\":\"2026-12-22T10:00:00Z\"}";
    byte[] record = record(accepted(document).orElseThrow()).toBytes();
    assertThat(JobSubmitted.read(record, NOW.minus(Duration.ofHours(23)))).isNotNull();
    assertThatThrownBy(() -> JobSubmitted.read(record, NOW.minus(Duration.ofHours(25))))
        .isInstanceOf(InvalidFieldException.class);
  }

  private static Optional<Submission> accepted(String document) {
    try {
      return Optional.of(RequestReader.job(document.getBytes(StandardCharsets.UTF_8), NOW));
    } catch (InvalidFieldException | JacksonException _) {
      return Optional.empty();
    }
  }

  private static void assertIsReadBack(Submission submission) {
    JobSubmitted record = record(submission);
    assertThat(JobSubmitted.read(record.toBytes(), NOW.minusSeconds(60))).isEqualTo(record);
    ModelRequest chat = submission.request().chat();
    assertThat(ModelRequestFormat.read(chat.model(), ModelRequestFormat.write(chat)))
        .isEqualTo(chat);
    assertThat(RequestReader.promptTokens(chat)).isEqualTo(submission.promptTokens());
  }

  private static JobSubmitted record(Submission submission) {
    return new JobSubmitted(
        new JobId(UUID.fromString("019ab000-0000-7000-8000-000000000000")),
        new TenantId("acme"),
        NOW,
        Optional.of("ZGlnZXN0"),
        Optional.empty(),
        submission.request());
  }
}
