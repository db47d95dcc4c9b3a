package dev.sluice.wire;

import dev.sluice.chat.ChatRequest;
import tools.jackson.databind.JsonNode;

/**
 * The JSON forms of a {@link ChatRequest} that {@code POST /v1/chat} and {@code POST /v2/chat}
 * take. What both and jobs have in common has the same bounds and defaults in all. Unknown fields
 * are ignored; a known field of the wrong type or out of bounds throws {@link
 * InvalidFieldException}.
 */
public final class ChatRequestFormat {

  /**
   * A request of version 2.
   *
   * @param stream whether the answer is wanted piece by piece
   */
  public record Version2(ChatRequest chat, boolean stream) {}

  private ChatRequestFormat() {}

  /** Messages are role and content only, so a tool's message names no call that it answers. */
  public static ChatRequest readVersion1(JsonNode document) {
    Fields fields = Fields.of(document);
    ChatRequest chat = ChatFields.readPlain(fields);
    // The caller's own; checked, and not used for anything yet.
    fields.text("user_id", 0, RequestBounds.MAX_USER_ID);
    return chat;
  }

  public static Version2 readVersion2(JsonNode document) {
    Fields fields = Fields.of(document);
    ChatRequest chat = ChatFields.read(fields);
    fields.text("user_id", 0, RequestBounds.MAX_USER_ID);
    MetadataFields.read(fields);
    return new Version2(chat, fields.bool("stream").orElse(false));
  }
}
