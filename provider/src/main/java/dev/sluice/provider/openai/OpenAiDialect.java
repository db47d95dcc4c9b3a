package dev.sluice.provider.openai;

import dev.sluice.provider.call.ModelPattern;
import java.util.List;
import java.util.Locale;

/**
 * In what a server departs from the common core of chat completions.
 *
 * @param maxTokensField how the bound of an answer is called
 * @param fixedSampling models that refuse {@code temperature}, {@code top_p} and {@code stop}; none
 *     of them is sent to those. A pattern that begins with {@code !} excepts models from the others
 */
public record OpenAiDialect(MaxTokensField maxTokensField, List<ModelPattern> fixedSampling) {

  /** The two names of one bound. */
  public enum MaxTokensField {
    /** What compatible servers know; refused by OpenAI's reasoning models. */
    MAX_TOKENS,
    /** OpenAI's current name. */
    MAX_COMPLETION_TOKENS;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String FINE_TUNED = "ft:";
  private static final String EXCEPTION = "!";

  public OpenAiDialect {
    fixedSampling = List.copyOf(fixedSampling);
  }

  /**
   * Whether a model takes no sampling parameters. A fine-tuned model ({@code ft:base:…}) is like
   * its base; what stands before a slash names whoever offers the model.
   */
  boolean hasFixedSampling(String model) {
    String own = model.substring(model.lastIndexOf('/') + 1);
    String base = own.startsWith(FINE_TUNED) ? own.substring(FINE_TUNED.length()) : own;
    return fixedSampling.stream().anyMatch(pattern -> pattern.fits(base))
        && fixedSampling.stream()
            .filter(pattern -> pattern.text().startsWith(EXCEPTION))
            .noneMatch(pattern -> pattern.fits(EXCEPTION + base));
  }
}
