package dev.sluice.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a call, as the provider counted them.
 *
 * @param cachedTokens prompt tokens that the provider read from its cache; null when unknown
 * @param reasoningTokens completion tokens that the model used for reasoning; null when unknown
 */
public record Usage(
    @Schema(description = "Tokens of the conversation.", minimum = "0") long promptTokens,
    @Schema(description = "Tokens of the answer.", minimum = "0") long completionTokens,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(
            description = "Of the prompt, those that the provider read from its cache; jobs only.",
            minimum = "0")
        @Nullable Long cachedTokens,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(
            description = "Of the answer, those that the model spent on reasoning; jobs only.",
            minimum = "0")
        @Nullable Long reasoningTokens) {

  public static final Usage NONE = new Usage(0, 0);

  public Usage(long promptTokens, long completionTokens) {
    this(promptTokens, completionTokens, null, null);
  }

  public Usage {
    if (promptTokens < 0 || completionTokens < 0) {
      throw new IllegalArgumentException("token counts are never negative");
    }
  }

  @JsonProperty("total_tokens")
  @Schema(description = "Both.", minimum = "0", requiredMode = Schema.RequiredMode.REQUIRED)
  public long totalTokens() {
    return promptTokens + completionTokens;
  }
}
