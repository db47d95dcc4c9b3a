package dev.sluice.api.chat;

import dev.sluice.api.http.access.Caller;
import dev.sluice.chat.ModelRequest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A chat request.
 *
 * @param id appears in the answer and in the log: {@code chat_} and 32 random hexadecimal digits
 * @param promptTokens an estimate
 */
record Chat(
    String id,
    Caller caller,
    ApiVersion version,
    ModelRequest request,
    boolean streamed,
    long promptTokens) {

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
