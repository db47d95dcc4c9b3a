package dev.sluice.api.chat;

/**
 * Joins pieces of a text anew so that none ends in the middle of a character: half of a surrogate
 * pair waits for its other half. Joined in order, what comes out is what went in.
 */
final class WholeCharacters {

  private String half = "";

  /** What can be passed on now; empty where that is nothing. */
  String take(String piece) {
    String text = half + piece;
    boolean split = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
    int end = split ? text.length() - 1 : text.length();
    half = text.substring(end);
    return text.substring(0, end);
  }

  /** What still waits once all pieces have come: nothing, if the text was well-formed. */
  String rest() {
    return half;
  }
}
