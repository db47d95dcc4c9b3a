package dev.sluice.api.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sluice.chat.ToolCall;
import dev.sluice.job.EventType;
import dev.sluice.job.Priority;
import dev.sluice.wire.RequestBounds;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are read as a stream and have no records, for the description only. Tests probe
 * that each bound is the enforced one.
 */
public interface RequestSchemas {

  /** What all requests have in common. */
  @JsonInclude(Include.NON_NULL)
  record Sampling(
      @Schema(
              description = "The model; `GET /v1/models` lists them.",
              defaultValue = RequestBounds.DEFAULT_MODEL)
          @Size(min = 1, max = RequestBounds.MAX_MODEL)
          @Pattern(regexp = "^" + RequestBounds.MODEL_PATTERN + "$")
          @Nullable String model,
      @Schema(
              description =
                  "The sampling temperature; if absent, 0.7 in `/v1/chat` and with `prompt`, else"
                      + " the provider's default.")
          @DecimalMin("" + RequestBounds.MIN_TEMPERATURE)
          @DecimalMax("" + RequestBounds.MAX_TEMPERATURE)
          @Nullable Double temperature,
      @Schema(
              description =
                  "The maximum number of tokens of the answer; if absent, 1000 in `/v1/chat` and"
                      + " with `prompt`, else the provider's default.")
          @Min(1)
          @Max(RequestBounds.MAX_MAX_TOKENS)
          @Nullable Integer maxTokens,
      @Schema(description = "Sequences that end the answer.") @Size(max = RequestBounds.MAX_STOPS)
          @Nullable List<@Size(min = 1, max = RequestBounds.MAX_STOP) String> stop) {}

  /** What jobs and {@code /v2/chat} have in common beyond that. */
  @JsonInclude(Include.NON_NULL)
  record Options(
      @Schema(description = "The probability mass that tokens are sampled from.")
          @DecimalMin("" + RequestBounds.MIN_TOP_P)
          @DecimalMax("" + RequestBounds.MAX_TOP_P)
          @Nullable Double topP,
      @Schema(description = "Takes precedence over `max_tokens`.")
          @Min(1)
          @Max(RequestBounds.MAX_MAX_TOKENS)
          @Nullable Integer maxCompletionTokens,
      @Schema(description = "Asks for deterministic sampling, where the provider supports it.")
          @Nullable Long seed,
      @Schema(description = "The number of answers: one.") @Min(1) @Max(1) @Nullable Integer n,
      @Schema(description = "The end user, as the caller names them.")
          @Size(max = RequestBounds.MAX_USER_ID)
          @Nullable String user,
      @Schema(description = "An alias of `user`, which takes precedence.")
          @Size(max = RequestBounds.MAX_USER_ID)
          @Nullable String userId,
      @Schema(description = "Functions that the model may call.")
          @Size(max = RequestBounds.MAX_TOOLS)
          @Nullable List<Tool> tools,
      @Schema(
              description = "Whether a tool is called, and which; requires `tools`.",
              oneOf = {Mode.class, NamedTool.class})
          @Nullable Object toolChoice,
      @Schema(description = "Whether the model may ask for several calls at once.")
          @Nullable Boolean parallelToolCalls,
      @Schema(description = "The format of the answer.") @Nullable ResponseFormat responseFormat,
      @Schema(description = "How much the model reasons, e.g. `low`; the provider's own word.")
          @Size(min = 1, max = RequestBounds.MAX_PROVIDER_WORD)
          @Nullable String reasoningEffort,
      @Schema(description = "Asks for log probabilities.") @Nullable Boolean logprobs,
      @Schema(description = "The provider's class of service, in its own word.")
          @Size(min = 1, max = RequestBounds.MAX_PROVIDER_WORD)
          @Nullable String serviceTier,
      @Schema(
              description = "Key-value pairs for the caller's own use, without NUL.",
              maxProperties = RequestBounds.MAX_METADATA)
          @Nullable
              Map<
                  @Size(min = 1, max = RequestBounds.MAX_METADATA_KEY) String,
                  @Size(max = RequestBounds.MAX_METADATA_VALUE) String>
              metadata) {}

  @JsonInclude(Include.NON_NULL)
  record ChatRequest(
      @Schema(
              description =
                  "The conversation: at least one `user` message; `system` only as the first.")
          @Size(min = 1, max = RequestBounds.MAX_MESSAGES)
          List<PlainMessage> messages,
      @JsonUnwrapped Sampling sampling,
      @Schema(description = "The end user, as the caller names them.")
          @Size(max = RequestBounds.MAX_USER_ID)
          @Nullable String userId) {}

  @JsonInclude(Include.NON_NULL)
  record ChatRequestV2(
      @Schema(
              description =
                  "The conversation: at least one `user` message; `system` only as the first.")
          @Size(min = 1, max = RequestBounds.MAX_MESSAGES)
          List<Message> messages,
      @JsonUnwrapped Sampling sampling,
      @JsonUnwrapped Options options,
      @Schema(description = "Whether the answer is streamed.", defaultValue = "false")
          @Nullable Boolean stream) {}

  @JsonInclude(Include.NON_NULL)
  record JobRequest(
      @Schema(description = "A single user message, not blank. Excludes `messages`.")
          @Size(min = 1, max = RequestBounds.MAX_PROMPT)
          @Nullable String prompt,
      @Schema(
              description =
                  "The conversation: at least one `user` message; `system` only as the first. "
                      + "Excludes `prompt`; one of the two is required.")
          @Size(min = 1, max = RequestBounds.MAX_MESSAGES)
          @Nullable List<Message> messages,
      @JsonUnwrapped Sampling sampling,
      @JsonUnwrapped Options options,
      @Schema(
              description =
                  "Where events are delivered: http or https, without user, password and fragment.",
              format = "uri")
          @Size(min = 1, max = RequestBounds.MAX_WEBHOOK_URL)
          @Nullable String webhookUrl,
      @Schema(
              description =
                  "Signs the deliveries; `whsec_` and base64, or any text. Requires `webhook_url`.")
          @Size(min = 1, max = RequestBounds.MAX_WEBHOOK_SECRET)
          @Nullable String webhookSecret,
      @Schema(
              description = "The events that are delivered. Requires `webhook_url`.",
              defaultValue = "[\"job.completed\",\"job.failed\"]")
          @Size(min = 1, max = 4)
          @Nullable List<EventType> webhookEvents,
      @Schema(description = "Jobs of higher priority run first.", defaultValue = "normal")
          @Nullable Priority priority,
      @Schema(description = "The earliest start; at most 30 days ahead.") @Nullable Instant runAt,
      @Schema(
              description = "The time limit of an attempt, from claim to answer.",
              defaultValue = "" + RequestBounds.DEFAULT_TIMEOUT_SECONDS)
          @Min(1)
          @Max(RequestBounds.MAX_TIMEOUT_SECONDS)
          @Nullable Integer timeoutSeconds,
      @Schema(description = "The job fails with `expired` if it is still pending after this time.")
          @Min(1)
          @Max(RequestBounds.MAX_EXPIRES_IN_SECONDS)
          @Nullable Integer expiresInSeconds,
      @Schema(
              description = "The maximum number of attempts.",
              defaultValue = "" + RequestBounds.DEFAULT_MAX_ATTEMPTS)
          @Min(1)
          @Max(RequestBounds.MAX_MAX_ATTEMPTS)
          @Nullable Integer maxAttempts) {}

  record PlainMessage(
      @Schema(
              description = "The author of the message.",
              allowableValues = {"system", "user", "assistant", "tool"})
          String role,
      @Schema(description = "The text, not blank.") @Size(min = 1, max = RequestBounds.MAX_CONTENT)
          String content) {}

  @JsonInclude(Include.NON_NULL)
  record Message(
      @Schema(
              description = "The author of the message.",
              allowableValues = {"system", "developer", "user", "assistant", "tool"})
          String role,
      @Schema(
              description =
                  "The text, not blank, or 1 to 100 parts; required unless there are `tool_calls`.",
              oneOf = {Text.class, ContentPart[].class})
          @Nullable Object content,
      @Schema(description = "Only in an `assistant` message.")
          @Size(max = RequestBounds.MAX_TOOL_CALLS)
          @Nullable List<ToolCall> toolCalls,
      @Schema(description = "The call that a `tool` message answers; required there.")
          @Size(min = 1, max = RequestBounds.MAX_TOOL_CALL_ID)
          @Nullable String toolCallId) {}

  @Schema(type = "string", maxLength = RequestBounds.MAX_CONTENT)
  record Text() {}

  @JsonInclude(Include.NON_NULL)
  record ContentPart(
      @Schema(
              description = "The kind of part; the field of that name is required.",
              allowableValues = {"text", "image_url", "input_audio", "file"})
          String type,
      @Schema(description = "The text.") @Size(min = 1, max = RequestBounds.MAX_CONTENT)
          @Nullable String text,
      @Schema(description = "The image.") @Nullable ImageUrl imageUrl,
      @Schema(description = "The audio.") @Nullable InputAudio inputAudio,
      @Schema(description = "The file, in the provider's format.")
          @Nullable Map<String, Object> file) {

    record ImageUrl(
        @Schema(description = "An address or a `data:` URL.", minLength = 1) String url) {}

    record InputAudio(
        @Schema(description = "The audio, as base64.", minLength = 1) String data,
        @Schema(description = "Its format, e.g. `wav`.", minLength = 1) String format) {}
  }

  /** Whether tools are called. */
  enum Mode {
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("none")
    NONE,
    @JsonProperty("required")
    REQUIRED
  }

  record Tool(
      @Schema(description = "Always `function`.", allowableValues = "function") String type,
      @Schema(description = "The function.") Function function) {

    @JsonInclude(Include.NON_NULL)
    @Schema(name = "ToolFunction")
    record Function(
        @Schema(description = "Its name.")
            @Size(min = 1, max = RequestBounds.MAX_NAME)
            @Pattern(regexp = "^" + RequestBounds.NAME_PATTERN + "$")
            String name,
        @Schema(description = "What it does.") @Size(max = RequestBounds.MAX_DESCRIPTION)
            @Nullable String description,
        @Schema(description = "The JSON Schema of its arguments.")
            @Nullable Map<String, Object> parameters,
        @Schema(description = "Whether the arguments must match the schema exactly.")
            @Nullable Boolean strict) {}
  }

  record NamedTool(
      @Schema(description = "Always `function`.", allowableValues = "function") String type,
      @Schema(description = "The function that must be called.") FunctionName function) {

    record FunctionName(
        @Schema(description = "Its name.")
            @Size(min = 1, max = RequestBounds.MAX_NAME)
            @Pattern(regexp = "^" + RequestBounds.NAME_PATTERN + "$")
            String name) {}
  }

  @JsonInclude(Include.NON_NULL)
  record ResponseFormat(
      @Schema(
              description = "The kind of format.",
              allowableValues = {"text", "json_object", "json_schema"})
          String type,
      @Schema(description = "Required with type `json_schema`.") @Nullable NamedSchema jsonSchema) {

    @JsonInclude(Include.NON_NULL)
    @Schema(name = "NamedSchema")
    record NamedSchema(
        @Schema(description = "Its name.")
            @Size(min = 1, max = RequestBounds.MAX_NAME)
            @Pattern(regexp = "^" + RequestBounds.NAME_PATTERN + "$")
            String name,
        @Schema(description = "What it is for.") @Size(max = RequestBounds.MAX_DESCRIPTION)
            @Nullable String description,
        @Schema(description = "The JSON Schema.") Map<String, Object> schema,
        @Schema(description = "Whether the answer must match it exactly.")
            @Nullable Boolean strict) {}
  }
}
