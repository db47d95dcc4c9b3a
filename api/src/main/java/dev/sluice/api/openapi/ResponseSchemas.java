package dev.sluice.api.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.http.errors.ErrorBody;
import dev.sluice.chat.ChatResult;
import dev.sluice.chat.ToolCall;
import dev.sluice.chat.Usage;
import dev.sluice.job.EventType;
import dev.sluice.job.Job;
import dev.sluice.job.JobError;
import dev.sluice.job.JobStatus;
import dev.sluice.wire.RequestBounds;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Describes records of modules that do not depend on OpenAPI, and responses that are streamed or
 * written without records.
 */
public interface ResponseSchemas {

  static void describe(ObjectMapper mapper) {
    mapper.addMixIn(Job.class, JobSchema.class);
    mapper.addMixIn(JobError.class, JobErrorSchema.class);
    mapper.addMixIn(ChatResult.class, JobResult.class);
    mapper.addMixIn(Usage.class, UsageSchema.class);
    mapper.addMixIn(ToolCall.class, ToolCallSchema.class);
    mapper.addMixIn(ToolCall.Function.class, CalledFunction.class);
  }

  /** The fields of {@link Job}. */
  interface JobSchema {
    @Schema(description = "The job's id.")
    UUID jobId();

    @Schema(description = "`completed`, `failed` and `cancelled` are final.")
    JobStatus status();

    @Schema(description = "When it was accepted.")
    Instant createdAt();

    @Schema(description = "When its first attempt began.")
    Instant startedAt();

    @Schema(description = "When it ended.")
    Instant completedAt();

    @Schema(description = "Never decreases; 1.0 exactly when completed.")
    @DecimalMin("0")
    @DecimalMax("1")
    double progress();

    @Schema(description = "The number of attempts so far.")
    @PositiveOrZero
    int attempt();

    @Schema(
        description =
            "The requested model; null for a job that is not stored yet and was accepted by another"
                + " replica, or was cancelled before it was stored.")
    String model();

    @Schema(description = "The answer, when completed.", implementation = ChatResult.class)
    String result();

    @Schema(description = "Why it failed, or why its last attempt did.")
    JobError error();

    @Schema(description = "As submitted; empty where `model` is null.")
    Map<String, String> metadata();

    @Schema(description = "The job that this one repeats.")
    UUID retriedFrom();
  }

  /** The fields of {@link JobError}. */
  interface JobErrorSchema {
    @Schema(description = "Stable and specific.")
    String code();

    @Schema(description = "For people.")
    @Size(max = JobError.MAX_MESSAGE_LENGTH)
    String message();
  }

  /** The fields of {@link ChatResult}. */
  interface JobResult {
    @Schema(description = "The text; empty where the model only called tools.")
    String content();

    @Schema(
        description = "Why the answer ended.",
        allowableValues = {"stop", "length", "tool_calls", "content_filter"})
    String finishReason();

    @Schema(description = "The model that answered, as the provider names it.")
    String model();

    @Schema(description = "The calls that the model asks for.")
    List<ToolCall> toolCalls();

    @Schema(description = "The tokens that the call used.")
    Usage usage();

    @Schema(description = "The model's explanation of its refusal.")
    String refusal();

    @Schema(description = "The model's reasoning, where the provider sends it.")
    String reasoning();

    @Schema(description = "The provider's name of the configuration that answered.")
    String systemFingerprint();
  }

  /** The fields of {@link Usage}. */
  interface UsageSchema {
    @Schema(description = "Tokens of the conversation.")
    @PositiveOrZero
    long promptTokens();

    @Schema(description = "Tokens of the answer.")
    @PositiveOrZero
    long completionTokens();

    @Schema(description = "Both.", requiredMode = Schema.RequiredMode.REQUIRED)
    @PositiveOrZero
    long totalTokens();

    @Schema(description = "Of the prompt, those that the provider read from its cache; jobs only.")
    @PositiveOrZero
    Long cachedTokens();

    @Schema(description = "Of the answer, those that the model spent on reasoning; jobs only.")
    @PositiveOrZero
    Long reasoningTokens();
  }

  /** The fields of {@link ToolCall}. */
  interface ToolCallSchema {
    @Schema(description = "The provider's id of the call.")
    @Size(min = 1, max = RequestBounds.MAX_TOOL_CALL_ID)
    String id();

    @Schema(description = "Always `function`.", allowableValues = "function")
    String type();

    @Schema(description = "The call.")
    ToolCall.Function function();
  }

  /** The fields of {@link ToolCall.Function}. */
  interface CalledFunction {
    @Schema(description = "The function's name.")
    @Size(min = 1, max = RequestBounds.MAX_NAME)
    @Pattern(regexp = "^" + RequestBounds.NAME_PATTERN + "$")
    String name();

    @Schema(description = "A JSON document as text, as the model wrote it.")
    @Size(max = RequestBounds.MAX_CONTENT)
    String arguments();
  }

  record ChatResponse(
      @Schema(description = "The text.") String content,
      @Schema(description = "The model that answered, as the provider names it.") String model,
      @Schema(description = "The tokens that the call used.") Usage usage,
      @Schema(
              description = "Why the answer ended.",
              allowableValues = {"stop", "length", "tool_calls", "content_filter"})
          String finishReason) {}

  record ChatResponseV2(
      @Schema(description = "The id of this answer.") String id,
      @Schema(description = "The text; empty where the model only called tools.") String content,
      @Schema(description = "The model that answered, as the provider names it.") String model,
      @JsonInclude(Include.NON_EMPTY) @Schema(description = "The calls that the model asks for.")
          List<ToolCall> toolCalls,
      @Schema(description = "The tokens that the call used.") Usage usage,
      @Schema(
              description = "Why the answer ended.",
              allowableValues = {"stop", "length", "tool_calls", "content_filter"})
          String finishReason) {}

  record ChatChunk(
      @JsonInclude(Include.NON_NULL) @Schema(description = "A piece of the text.")
          @Nullable String content,
      @Schema(
              description = "Why the answer ended; null before it did.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @Nullable String finishReason,
      @JsonInclude(Include.NON_NULL) @Schema(description = "Pieces of calls, by `index`; v2 only.")
          @Nullable List<Map<String, Object>> toolCalls,
      @JsonInclude(Include.NON_NULL)
          @Schema(description = "The tokens that the call used, in the last chunk; v2 only.")
          @Nullable Usage usage,
      @JsonInclude(Include.NON_NULL)
          @Schema(description = "Why the answer broke off; nothing follows it.")
          @Nullable ErrorBody error) {}

  @JsonInclude(Include.NON_NULL)
  record BatchLine(
      @Schema(description = "The number of the line, from 0.") @PositiveOrZero int index,
      @Schema(description = "The id of the accepted job.") @Nullable UUID jobId,
      @Schema(description = "The status of that job.") @Nullable JobStatus status,
      @Schema(description = "Why the line was refused.") @Nullable ErrorBody error) {}

  record JobEvent(
      @Schema(description = "The event's type.") EventType event,
      @Schema(description = "When it happened.") Instant timestamp,
      @Schema(description = "The job at that time.") Job data) {}
}
