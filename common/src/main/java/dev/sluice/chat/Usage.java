package dev.sluice.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that a call cost, as the provider counted them. Never negative.
 *
 * @param cachedTokens prompt tokens that the provider read from its cache; absent where unknown
 * @param reasoningTokens completion tokens that the model spent on reasoning; absent where unknown
 */
public record Usage(
    long promptTokens,
    long completionTokens,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long cachedTokens,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long reasoningTokens) {

  public static final Usage NONE = new Usage(0, 0);

  /** Without details. */
  public Usage(long promptTokens, long completionTokens) {
    this(promptTokens, completionTokens, null, null);
  }

  public Usage {
    if (promptTokens < 0 || completionTokens < 0) {
      throw new IllegalArgumentException("token counts are never negative");
    }
  }

  @JsonProperty("total_tokens")
  public long totalTokens() {
    return promptTokens + completionTokens;
  }
}
