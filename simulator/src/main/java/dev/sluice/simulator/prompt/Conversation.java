package dev.sluice.simulator.prompt;

/**
 * The messages of a request.
 *
 * @param lastUserMessage the text of the last user message with text; empty if there is none
 * @param tokens estimated size of all messages
 */
public record Conversation(String lastUserMessage, int tokens) {

  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final int TOKENS_PER_MESSAGE = 4;

  public static Conversation of(String lastUserMessage, int messages, long characters) {
    long tokens = (long) messages * TOKENS_PER_MESSAGE + characters / CHARACTERS_PER_TOKEN;
    return new Conversation(lastUserMessage, Math.toIntExact(tokens));
  }
}
