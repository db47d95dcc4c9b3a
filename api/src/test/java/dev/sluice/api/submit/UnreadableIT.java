package dev.sluice.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.SubmittedTopic;
import dev.sluice.api.TestApi;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Role;
import dev.sluice.chat.ToolChoice;
import dev.sluice.job.JobId;
import dev.sluice.job.JobRequest;
import dev.sluice.job.Priority;
import dev.sluice.job.TenantId;
import dev.sluice.wire.JobSubmitted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no client can submit, if all else is right. */
class UnreadableIT {

  private final TestApi api = TestApi.shared();

  UnreadableIT() throws Exception {}

  @ParameterizedTest
  @CsvSource({"AUTO,v,1", ",\ud800,1", ",v,1.5"})
  void whatIntakeWouldNotReadAsItIsIsNotAppended(
      ToolChoice.Mode choiceWithoutTools, String metadata, double timeoutSeconds) {
    JobId id = new JobId(UUID.randomUUID());
    ChatRequest chat =
        new ChatRequest(
            "gpt-4o",
            List.of(Message.of(Role.USER, "hi")),
            0.7,
            1,
            List.of(),
            List.of(),
            choiceWithoutTools,
            null);
    JobRequest request =
        new JobRequest(
            chat,
            null,
            Priority.NORMAL,
            null,
            Duration.ofMillis((long) (timeoutSeconds * 1000)),
            null,
            1,
            Map.of("k", metadata));

    AppendOutcome outcome =
        api.bean(SubmittedLog.class)
            .append(
                new JobSubmitted(
                    id,
                    new TenantId("acme"),
                    Instant.now(),
                    Optional.empty(),
                    Optional.empty(),
                    request));

    assertThat(outcome).isEqualTo(AppendOutcome.UNREADABLE);
    assertThat(SubmittedTopic.read(api, id.toString())).isEmpty();
  }
}
