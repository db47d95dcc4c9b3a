package dev.sluice.chat;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Tokens that a call cost, as the provider counted them. Never negative. */
public record Usage(long promptTokens, long completionTokens) {

  public static final Usage NONE = new Usage(0, 0);

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
