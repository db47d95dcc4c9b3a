package dev.sluice.api.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.api.http.errors.ErrorBody;
import dev.sluice.chat.ToolCall;
import dev.sluice.chat.Usage;
import dev.sluice.job.EventType;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Responses that are streamed or written without records, for the description only. */
public interface ResponseSchemas {

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
