package dev.sluice.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.sluice.chat.ChatResult;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A job as the API and the events show it. This record alone defines that form.
 *
 * @param attempt attempts begun so far
 * @param model null only for a job that is not stored yet, or was cancelled before that
 * @param progress 0.0–1.0, 1.0 exactly when completed
 * @param result the stored {@code ChatResult} document, embedded unchanged
 * @param retriedFrom the job that this one repeats
 */
public record Job(
    @Schema(description = "The job's id.") JobId jobId,
    @Schema(description = "`completed`, `failed` and `cancelled` are final.") JobStatus status,
    @Schema(description = "When it was accepted.") @Nullable Instant createdAt,
    @Schema(description = "When its first attempt began.") @Nullable Instant startedAt,
    @Schema(description = "When it ended.") @Nullable Instant completedAt,
    @Schema(
            description = "Never decreases; 1.0 exactly when completed.",
            minimum = "0",
            maximum = "1")
        double progress,
    @Schema(description = "The number of attempts so far.", minimum = "0") int attempt,
    @Schema(
            description =
                "The requested model; null for a job that is not stored yet and was accepted by"
                    + " another replica, or was cancelled before it was stored.")
        @Nullable String model,
    @JsonRawValue
        @Schema(description = "The answer, when completed.", implementation = ChatResult.class)
        @Nullable String result,
    @Schema(description = "Why it failed, or why its last attempt did.") @Nullable JobError error,
    @Schema(description = "As submitted; empty where `model` is null.")
        Map<String, String> metadata,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "The job that this one repeats.")
        @Nullable JobId retriedFrom) {

  public Job {
    requireNonNull(jobId);
    requireNonNull(status);
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    if ((progress == 1.0) != (status == JobStatus.COMPLETED)) {
      throw new IllegalArgumentException("progress is 1.0 exactly when completed");
    }
  }

  @JsonIgnore
  public boolean isTerminal() {
    return status.isTerminal();
  }
}
