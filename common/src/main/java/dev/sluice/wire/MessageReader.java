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
  private static final List<String> PLAIN_ROLES = List.of("system", "user", "assistant", "tool");
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
  private final @Nullable JsonGenerator dropped;
  private boolean user;

  // Of the message that is being read.
  private @Nullable String role;
  private Content content = Content.ABSENT;
  private int toolCalls;
  private boolean toolCallId;

  /**
   * A reader for one request.
   *
   * @param dropped where all but role and content goes, as in version 1 of the chat; null where
   *     messages may have more
   */
  MessageReader(RequestCopy copy, @Nullable JsonGenerator dropped) {
    this.copy = copy;
    this.in = copy.in();
    this.out = copy.out();
    this.dropped = dropped;
  }

  /** Copies a lone prompt as the conversation that it is. */
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
    for (String name = in.nextMember(MEMBERS); name != null; name = in.nextMember(MEMBERS)) {
      member(name, index);
    }
    out.writeEndObject();
    copy.count(TokenEstimate.PER_MESSAGE);
    requireWhole();
    user |= "user".equals(role);
  }

  private void member(String name, int index) {
    switch (name) {
      case "role" -> role(index);
      case "content" -> content();
      case String _ when dropped != null -> {
        dropped.writeName(name);
        in.copy(dropped);
      }
      case "tool_calls" ->
          toolCalls = copy.array(name, RequestBounds.MAX_TOOL_CALLS, _ -> Shapes.toolCall(copy));
      case "tool_call_id" -> {
        copy.uncounted(name, 1, RequestBounds.MAX_TOOL_CALL_ID);
        toolCallId = true;
      }
      default -> copy.raw(name);
    }
  }

  /**
   * In version 1 a tool's message names no call. Providers take results of calls only, so it is
   * passed on as the user's.
   */
  private void role(int index) {
    List<String> roles = dropped == null ? ROLES : PLAIN_ROLES;
    String name = in.text(0, Json.MAX_STRING_LENGTH);
    if (!roles.contains(name)) {
      throw in.invalid("must be one of " + String.join(", ", roles) + ".");
    }
    if (name.equals("system") && index > 0) {
      throw in.invalid("may be system in the first message only.");
    }
    out.writeStringProperty("role", dropped != null && name.equals("tool") ? "user" : name);
    role = name;
  }

  private void content() {
    if (dropped == null && in.isArray()) {
      int parts = copy.array("content", RequestBounds.MAX_CONTENT_PARTS, _ -> Shapes.part(copy));
      if (parts == 0) {
        throw in.invalid("must have 1 to %d items.".formatted(RequestBounds.MAX_CONTENT_PARTS));
      }
      content = Content.GIVEN;
      return;
    }
    copy.text("content", 0, RequestBounds.MAX_CONTENT);
    content = in.isEmpty() ? Content.EMPTY : in.isBlank() ? Content.BLANK : Content.GIVEN;
  }

  /** What members demand of one another, in whatever order they came. */
  private void requireWhole() {
    if (role == null) {
      throw in.invalid("role", "is required.");
    }
    if (toolCalls > 0 && !role.equals("assistant")) {
      throw in.invalid("tool_calls", "belongs in an assistant message.");
    }
    if (dropped == null && toolCallId != role.equals("tool")) {
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
