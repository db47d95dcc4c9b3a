package dev.sluice.api.chat;

import dev.sluice.api.http.access.Caller;
import dev.sluice.chat.ModelRequest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A chat that somebody asks for.
 *
 * @param id names it in its answer and in the log: {@code chat_} and 32 random hexadecimal digits
 * @param promptTokens about how many tokens the prompt is
 */
record ChatOrder(
    String id,
    Caller caller,
    ApiVersion version,
    ModelRequest request,
    boolean streamed,
    long promptTokens) {

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
