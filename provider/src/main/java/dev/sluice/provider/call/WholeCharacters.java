package dev.sluice.provider.call;

/**
 * Splits the pieces of a text anew so that none ends in the middle of a character: the first half
 * of a surrogate pair is kept for the second. A half without the other becomes U+FFFD, so the
 * result is always valid Unicode.
 */
final class WholeCharacters {

  private static final char REPLACEMENT = '\uFFFD';

  private String half = "";

  /** The text that can be passed on now; may be empty. */
  String take(String piece) {
    if (piece.isEmpty()) {
      return piece;
    }
    String text = half.isEmpty() ? piece : half + piece;
    int end = text.length();
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    half = text.substring(end);
    return clean(text.substring(0, end));
  }

  /** The rest after the last piece; empty if the text was valid. */
  String rest() {
    String rest = clean(half);
    half = "";
    return rest;
  }

  /** The text with U+FFFD for each unpaired surrogate. */
  static String clean(String text) {
    StringBuilder cleaned = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        cleaned = cleaned == null ? new StringBuilder(text) : cleaned;
        cleaned.setCharAt(i, REPLACEMENT);
      }
    }
    return cleaned == null ? text : cleaned.toString();
  }
}
