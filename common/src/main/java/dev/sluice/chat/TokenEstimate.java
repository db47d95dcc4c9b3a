package dev.sluice.chat;

/**
 * Estimates the tokens of a text in one pass and without a vocabulary: words by their length,
 * digits in threes, punctuation one by one, and letters of other scripts by their average. Fitted
 * to {@code o200k_base}; ADR 22 has the errors per kind of text, which a test verifies.
 */
public final class TokenEstimate {

  /** Of a prompt, in addition to its messages. */
  public static final int PER_PROMPT = 3;

  /** Of a message, in addition to its content: role and delimiters. */
  public static final int PER_MESSAGE = 4;

  /** Of a tool or a tool call, in addition to its texts. */
  public static final int PER_TOOL = 8;

  /** Of a content part that is not text: about an image of 1024 × 1024 pixels. */
  public static final int PER_PART = 1000;

  private TokenEstimate() {}

  /** The tokens of a text. */
  public static double of(String text) {
    return of(text.toCharArray(), 0, text.length());
  }

  /** The tokens of {@code length} characters from {@code offset}. */
  public static double of(char[] text, int offset, int length) {
    int end = offset + length;
    double tokens = 0;
    int i = offset;
    while (i < end) {
      int start = i;
      char c = text[i];
      if (isLatin(c)) {
        int accented = 0;
        while (i < end && isLatin(text[i])) {
          accented += text[i] > 0x7F ? 1 : 0;
          i++;
        }
        tokens += word(i - start) + 0.6 * accented;
      } else if (c >= '0' && c <= '9') {
        while (i < end && text[i] >= '0' && text[i] <= '9') {
          i++;
        }
        tokens += Math.ceilDiv(i - start, 3);
      } else if (isSpace(c)) {
        while (i < end && isSpace(text[i])) {
          i++;
        }
        // One space belongs to the word that follows.
        tokens += i - start == 1 && c == ' ' ? 0 : 1 + (i - start) / 40.0;
      } else {
        i += Character.isHighSurrogate(c) && i + 1 < end ? 2 : 1;
        tokens += other(c);
      }
    }
    return tokens;
  }

  private static boolean isLatin(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0x24F);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
  }

  /** A short word is one token; longer ones are several. */
  private static double word(int length) {
    return length <= 4 ? 1 : 1 + (length - 4) * 0.11;
  }

  private static double other(char c) {
    if (c < 0x80) {
      return 0.7;
    }
    if (Character.isHighSurrogate(c)) {
      return 2;
    }
    return switch (Character.UnicodeScript.of(c)) {
      case HAN -> 0.75;
      case HIRAGANA, KATAKANA, HANGUL -> 0.7;
      case CYRILLIC, GREEK -> 0.3;
      case ARABIC, HEBREW, DEVANAGARI, THAI -> 0.4;
      default -> 1;
    };
  }
}
