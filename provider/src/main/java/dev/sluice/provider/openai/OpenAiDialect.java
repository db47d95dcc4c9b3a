package dev.sluice.provider.openai;

import dev.sluice.provider.call.ModelPattern;
import java.util.List;

/**
 * In what a server departs from the common core of chat completions.
 *
 * @param maxTokensField how the bound of an answer is called
 * @param fixedSampling models that refuse {@code temperature}, {@code top_p} and {@code stop}; none
 *     of them is sent to those
 */
public record OpenAiDialect(MaxTokensField maxTokensField, List<ModelPattern> fixedSampling) {

  /** The two names of one bound. */
  public enum MaxTokensField {
    /** What compatible servers know; refused by OpenAI's reasoning models. */
    MAX_TOKENS,
    /** OpenAI's current name. */
    MAX_COMPLETION_TOKENS
  }

  public OpenAiDialect {
    fixedSampling = List.copyOf(fixedSampling);
  }

  boolean hasFixedSampling(String model) {
    return fixedSampling.stream().anyMatch(pattern -> pattern.fits(model));
  }
}
