package dev.sluice.api.quota;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolCall;
import tools.jackson.databind.node.ObjectNode;

/**
 * Guesses how many tokens a text is, in one pass and without a vocabulary: words by their length,
 * digits by threes, marks one by one, and letters of other scripts by what they cost on average. It
 * is made to fit {@code o200k_base}; how far off it is per kind of text, ADR 22 tells and a test
 * holds.
 */
final class TokenEstimate {

  /** What a message costs beside its content: role and delimiters. */
  private static final int PER_MESSAGE = 4;

  private static final int PER_TOOL = 8;

  private TokenEstimate() {}

  /** The prompt's tokens: everything that is sent to the model. */
  static long prompt(ChatRequest request) {
    double tokens = 3;
    for (Message message : request.messages()) {
      tokens += PER_MESSAGE + of(message.content());
      for (ToolCall call : message.toolCalls()) {
        tokens += PER_TOOL + of(call.function().name()) + of(call.function().arguments());
      }
    }
    for (Tool tool : request.tools()) {
      Tool.Function function = tool.function();
      String description = function.description();
      ObjectNode parameters = function.parameters();
      tokens += PER_TOOL + of(function.name());
      tokens += description == null ? 0 : of(description);
      tokens += parameters == null ? 0 : of(parameters.toString());
    }
    if (request.responseFormat() instanceof ResponseFormat.JsonSchema schema) {
      tokens += of(schema.jsonSchema().schema().toString());
    }
    return (long) Math.ceil(tokens);
  }

  /** A text's tokens. */
  static double of(String text) {
    double tokens = 0;
    int i = 0;
    while (i < text.length()) {
      int start = i;
      char c = text.charAt(i);
      if (isLatin(c)) {
        int accented = 0;
        while (i < text.length() && isLatin(text.charAt(i))) {
          accented += text.charAt(i) > 0x7F ? 1 : 0;
          i++;
        }
        tokens += word(i - start) + 0.6 * accented;
      } else if (c >= '0' && c <= '9') {
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
          i++;
        }
        tokens += Math.ceilDiv(i - start, 3);
      } else if (isSpace(c)) {
        while (i < text.length() && isSpace(text.charAt(i))) {
          i++;
        }
        // One space belongs to the word that follows.
        tokens += i - start == 1 && c == ' ' ? 0 : 1 + (i - start) / 40.0;
      } else {
        i += Character.isHighSurrogate(c) && i + 1 < text.length() ? 2 : 1;
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

  /** Short words are one token each; longer ones fall into pieces. */
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
