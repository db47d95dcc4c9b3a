package dev.sluice.provider.openai;

import dev.sluice.provider.call.ModelPattern;
import java.util.List;
import java.util.Locale;

/**
 * How a server's chat completions differ from others.
 *
 * @param maxTokensField the name of the answer's token limit
 * @param fixedSampling models that refuse {@code temperature}, {@code top_p} and {@code stop},
 *     which are not sent to them. A pattern that begins with {@code !} excludes models
 */
public record OpenAiDialect(MaxTokensField maxTokensField, List<ModelPattern> fixedSampling) {

  /** The two names of the limit. */
  public enum MaxTokensField {
    /** Known to compatible servers; OpenAI's reasoning models refuse it. */
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
   * Whether a model refuses sampling parameters. A fine-tuned model ({@code ft:base:…}) counts as
   * its base; a prefix up to a slash names the vendor and is ignored.
   */
  boolean hasFixedSampling(String model) {
    String own = model.substring(model.lastIndexOf('/') + 1);
    String base = own.startsWith(FINE_TUNED) ? own.substring(FINE_TUNED.length()) : own;
    return fixedSampling.stream().anyMatch(pattern -> pattern.matches(base))
        && fixedSampling.stream()
            .filter(pattern -> pattern.text().startsWith(EXCEPTION))
            .noneMatch(pattern -> pattern.matches(EXCEPTION + base));
  }
}
