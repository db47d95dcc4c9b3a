package dev.sluice.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
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
    JobId jobId,
    JobStatus status,
    @Nullable Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant completedAt,
    double progress,
    int attempt,
    @Nullable String model,
    @JsonRawValue @Nullable String result,
    @Nullable JobError error,
    Map<String, String> metadata,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JobId retriedFrom) {

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
