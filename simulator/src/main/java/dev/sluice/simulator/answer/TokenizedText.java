package dev.sluice.simulator.answer;

import dev.sluice.simulator.prompt.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * A text split into tokens.
 *
 * @param finish {@link FinishReason.End} unless a limit truncated the text
 */
record TokenizedText(List<String> tokens, FinishReason finish) {

  private static final int CHARACTERS = 4;

  static TokenizedText complete(List<String> tokens) {
    return new TokenizedText(tokens, new FinishReason.End());
  }

  /** Splits a text without words, such as JSON, into tokens of four characters. */
  static TokenizedText split(String text) {
    List<String> tokens = new ArrayList<>(text.length() / CHARACTERS + 1);
    int start = 0;
    while (start < text.length()) {
      int end = Math.min(start + CHARACTERS, text.length());
      if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
        end++;
      }
      tokens.add(text.substring(start, end));
      start = end;
    }
    return complete(tokens);
  }

  /**
   * Truncates the text at the token limit, or before the first stop sequence if that is earlier.
   */
  TokenizedText within(Limits limits) {
    TokenizedText shortened =
        tokens.size() > limits.maxTokens()
            ? new TokenizedText(tokens.subList(0, limits.maxTokens()), new FinishReason.Length())
            : this;
    return limits.stopSequences().isEmpty() ? shortened : shortened.before(limits.stopSequences());
  }

  private TokenizedText before(List<String> stopSequences) {
    String text = String.join("", tokens);
    int earliest = text.length();
    FinishReason reason = finish;
    for (String stop : stopSequences) {
      int index = text.indexOf(stop);
      if (index >= 0 && index < earliest) {
        earliest = index;
        reason = new FinishReason.StopSequence(stop);
      }
    }
    return new TokenizedText(first(earliest), reason);
  }

  private List<String> first(int characters) {
    List<String> kept = new ArrayList<>();
    int left = characters;
    for (String token : tokens) {
      if (left <= 0) {
        break;
      }
      kept.add(token.length() <= left ? token : token.substring(0, left));
      left -= token.length();
    }
    return kept;
  }
}
