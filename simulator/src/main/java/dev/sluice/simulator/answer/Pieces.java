package dev.sluice.simulator.answer;

import dev.sluice.simulator.prompt.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * A text in pieces of one token, and why it ends.
 *
 * @param finish {@link Finish.End} until a limit shortens it
 */
record Pieces(List<String> pieces, Finish finish) {

  private static final int CHARACTERS = 4;

  static Pieces whole(List<String> pieces) {
    return new Pieces(pieces, new Finish.End());
  }

  /** Cuts a text without words, such as JSON, into pieces of four characters. */
  static Pieces split(String text) {
    List<String> pieces = new ArrayList<>(text.length() / CHARACTERS + 1);
    int start = 0;
    while (start < text.length()) {
      int end = Math.min(start + CHARACTERS, text.length());
      if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
        end++;
      }
      pieces.add(text.substring(start, end));
      start = end;
    }
    return whole(pieces);
  }

  /** Ends it at the maximum of tokens, or before the first stop sequence if that comes earlier. */
  Pieces within(Limits limits) {
    Pieces shortened =
        pieces.size() > limits.maxTokens()
            ? new Pieces(pieces.subList(0, limits.maxTokens()), new Finish.Length())
            : this;
    return limits.stopSequences().isEmpty() ? shortened : shortened.before(limits.stopSequences());
  }

  private Pieces before(List<String> stopSequences) {
    String text = String.join("", pieces);
    int earliest = text.length();
    Finish reason = finish;
    for (String stop : stopSequences) {
      int index = text.indexOf(stop);
      if (index >= 0 && index < earliest) {
        earliest = index;
        reason = new Finish.StopSequence(stop);
      }
    }
    return new Pieces(first(earliest), reason);
  }

  private List<String> first(int characters) {
    List<String> kept = new ArrayList<>();
    int left = characters;
    for (String piece : pieces) {
      if (left <= 0) {
        break;
      }
      kept.add(piece.length() <= left ? piece : piece.substring(0, left));
      left -= piece.length();
    }
    return kept;
  }
}
