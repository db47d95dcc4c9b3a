package dev.sluice.wire;

import dev.sluice.chat.TokenEstimate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Checks the messages of one request and copies them. */
final class MessageReader {

  private static final Set<String> MEMBERS =
      Set.of("role", "content", "tool_calls", "tool_call_id");
  private static final List<String> VERSION_1_ROLES =
      List.of("system", "user", "assistant", "tool");
  private static final List<String> ROLES =
      List.of("system", "developer", "user", "assistant", "tool");

  private enum Content {
    ABSENT,
    EMPTY,
    BLANK,
    GIVEN
  }

  private final RequestCopy copy;
  private final JsonCursor in;
  private final JsonGenerator out;
  private final @Nullable JsonGenerator ignored;
  private boolean user;

  // Of the message that is being read.
  private @Nullable String role;
  private Content content = Content.ABSENT;
  private int toolCalls;
  private boolean toolCallId;

  /**
   * A reader for one request.
   *
   * @param ignored in version 1 of the chat, where members other than role and content are written;
   *     null in other requests
   */
  MessageReader(RequestCopy copy, @Nullable JsonGenerator ignored) {
    this.copy = copy;
    this.in = copy.in();
    this.out = copy.out();
    this.ignored = ignored;
  }

  /** Copies a prompt as a conversation with one message. */
  void prompt() {
    out.writeName("messages");
    out.writeStartArray();
    out.writeStartObject();
    out.writeStringProperty("role", "user");
    copy.text("content", 1, RequestBounds.MAX_PROMPT);
    if (in.isBlank()) {
      throw in.invalid("must not be blank.");
    }
    out.writeEndObject();
    out.writeEndArray();
    copy.count(TokenEstimate.PER_MESSAGE);
  }

  void messages() {
    if (copy.array("messages", RequestBounds.MAX_MESSAGES, this::message) == 0) {
      throw in.invalid("must have 1 to %d items.".formatted(RequestBounds.MAX_MESSAGES));
    }
    if (!user) {
      throw in.invalid("must have at least one message with role user.");
    }
  }

  private void message(int index) {
    in.requireObject();
    role = null;
    content = Content.ABSENT;
    toolCalls = 0;
    toolCallId = false;
    out.writeStartObject();
    in.members(MEMBERS, name -> member(name, index));
    out.writeEndObject();
    copy.count(TokenEstimate.PER_MESSAGE);
    checkMembersTogether();
    user |= "user".equals(role);
  }

  private void member(String name, int index) {
    switch (name) {
      case "role" -> role(index);
      case "content" -> content();
      case String _ when ignored != null -> {
        ignored.writeName(name);
        in.copy(ignored);
      }
      case "tool_calls" ->
          toolCalls =
              copy.array(name, RequestBounds.MAX_TOOL_CALLS, _ -> ObjectShapes.toolCall(copy));
      case "tool_call_id" -> {
        copy.opaqueText(name, 1, RequestBounds.MAX_TOOL_CALL_ID);
        toolCallId = true;
      }
      default -> copy.raw(name);
    }
  }

  /**
   * In version 1 a tool's message does not name a call, which providers require. It becomes a
   * user's message.
   */
  private void role(int index) {
    List<String> roles = ignored == null ? ROLES : VERSION_1_ROLES;
    String name = in.text(0, Json.MAX_STRING_LENGTH);
    if (!roles.contains(name)) {
      throw in.invalid("must be one of " + String.join(", ", roles) + ".");
    }
    if (name.equals("system") && index > 0) {
      throw in.invalid("may be system in the first message only.");
    }
    out.writeStringProperty("role", ignored != null && name.equals("tool") ? "user" : name);
    role = name;
  }

  private void content() {
    if (ignored == null && in.isArray()) {
      int parts =
          copy.array(
              "content", RequestBounds.MAX_CONTENT_PARTS, _ -> ObjectShapes.contentPart(copy));
      if (parts == 0) {
        throw in.invalid("must have 1 to %d items.".formatted(RequestBounds.MAX_CONTENT_PARTS));
      }
      content = Content.GIVEN;
      return;
    }
    copy.text("content", 0, RequestBounds.MAX_CONTENT);
    content = in.isEmpty() ? Content.EMPTY : in.isBlank() ? Content.BLANK : Content.GIVEN;
  }

  private void checkMembersTogether() {
    if (role == null) {
      throw in.invalid("role", "is required.");
    }
    if (toolCalls > 0 && !role.equals("assistant")) {
      throw in.invalid("tool_calls", "belongs in an assistant message.");
    }
    if (ignored == null && toolCallId != role.equals("tool")) {
      throw in.invalid("tool_call_id", toolCallId ? "belongs in a tool message." : "is required.");
    }
    if (toolCalls == 0) {
      switch (content) {
        case ABSENT -> throw in.invalid("content", "is required.");
        case EMPTY ->
            throw in.invalid(
                "content", "must have 1 to %d characters.".formatted(RequestBounds.MAX_CONTENT));
        case BLANK -> throw in.invalid("content", "must not be blank.");
        case GIVEN -> {}
      }
    }
  }
}
