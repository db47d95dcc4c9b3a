package dev.sluice.api.chat;

import dev.sluice.api.access.Caller;
import dev.sluice.chat.ChatRequest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A chat that somebody asks for.
 *
 * @param id names it in its answer and in the log: {@code chat_} and 32 random hexadecimal digits
 */
record ChatOrder(
    String id, Caller caller, ApiVersion version, ChatRequest request, boolean streamed) {

  /** Of the chat contract. */
  enum ApiVersion {
    V1,
    V2
  }

  static String newId(SecureRandom random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return "chat_" + HexFormat.of().formatHex(bytes);
  }
}
