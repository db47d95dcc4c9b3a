package dev.sluice.wire;

import dev.sluice.chat.ModelRequest;
import dev.sluice.chat.RawJson;
import dev.sluice.chat.TokenEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Reads the members of one request that are for the model, in one pass. Known members are checked
 * against the bounds of the HTTP contract. The typed ones are kept apart; all others are copied in
 * canonical form, without white space and with the fewest escapes, unknown ones last.
 */
final class ModelRequestReader {

  /** The known members. */
  static final Set<String> MEMBERS =
      Set.of(
          "model",
          "messages",
          "prompt",
          "temperature",
          "top_p",
          "max_tokens",
          "max_completion_tokens",
          "stop",
          "stream",
          "stream_options",
          "seed",
          "n",
          "user",
          "user_id",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "response_format",
          "reasoning_effort",
          "logprobs",
          "service_tier");

  private static final Set<String> VERSION_1_MEMBERS =
      Set.of("model", "messages", "temperature", "max_tokens", "stop", "user_id");
  private static final Pattern MODEL = Pattern.compile(RequestBounds.MODEL_PATTERN);

  private final JsonCursor in;
  private final boolean version1;
  private final boolean counting;
  private final JsonBuffer rest = new JsonBuffer();
  private final JsonGenerator out = rest.json();
  private final RequestCopy copy;
  private final MessageReader messages;
  private @Nullable JsonBuffer unknown;

  private String model = RequestBounds.DEFAULT_MODEL;
  private @Nullable Integer maxTokens;
  private @Nullable Integer maxCompletionTokens;
  private @Nullable Double temperature;
  private @Nullable Double topP;
  private List<String> stop = List.of();
  private @Nullable String userId;
  private boolean hasUser;
  private boolean hasPrompt;
  private boolean hasMessages;
  private boolean hasToolChoice;
  private boolean hasStore;
  private int tools;

  /**
   * A reader of one request.
   *
   * @param version1 whether it is of version 1 of the chat, which ignores unknown members
   * @param counting whether {@link #tokens} is wanted
   */
  ModelRequestReader(JsonCursor in, boolean version1, boolean counting) {
    this.in = in;
    this.version1 = version1;
    this.counting = counting;
    this.copy = new RequestCopy(in, rest, counting);
    this.messages = new MessageReader(copy, version1 ? unknown().json() : null);
  }

  /** Reads the current member. */
  void member(String name) {
    if (version1 && !VERSION_1_MEMBERS.contains(name)) {
      unknownMember(name);
      return;
    }
    switch (name) {
      case "model" -> model = model();
      case "messages" -> {
        hasMessages = true;
        messages.messages();
      }
      case "prompt" -> {
        hasPrompt = true;
        messages.prompt();
      }
      case "temperature" ->
          temperature = in.number(RequestBounds.MIN_TEMPERATURE, RequestBounds.MAX_TEMPERATURE);
      case "top_p" -> topP = in.number(RequestBounds.MIN_TOP_P, RequestBounds.MAX_TOP_P);
      case "max_tokens" -> maxTokens = in.integer(1, RequestBounds.MAX_MAX_TOKENS);
      case "max_completion_tokens" ->
          maxCompletionTokens = in.integer(1, RequestBounds.MAX_MAX_TOKENS);
      case "stop" -> stop = stop();
      // Sluice decides whether it requests a stream.
      case "stream", "stream_options" -> in.skip();
      case "seed" -> out.writeNumberProperty(name, in.longInteger());
      case "n" -> {
        if (!in.isOne()) {
          throw in.invalid("must be 1.");
        }
        out.writeNumberProperty(name, 1);
      }
      case "user" -> {
        hasUser = true;
        copy.opaqueText(name, 0, RequestBounds.MAX_USER_ID);
      }
      case "user_id" -> userId = in.text(0, RequestBounds.MAX_USER_ID);
      case "tools" ->
          tools = copy.array(name, RequestBounds.MAX_TOOLS, _ -> ObjectShapes.tool(copy));
      case "tool_choice" -> {
        hasToolChoice = true;
        ObjectShapes.toolChoice(copy, name);
      }
      case "response_format" -> ObjectShapes.responseFormat(copy, name);
      case "parallel_tool_calls", "logprobs" -> copy.bool(name);
      case "reasoning_effort", "service_tier" ->
          copy.opaqueText(name, 1, RequestBounds.MAX_PROVIDER_WORD);
      default -> unknownMember(name);
    }
  }

  private void unknownMember(String name) {
    hasStore |= name.equals("store");
    unknown().json().writeName(name);
    in.copy(unknown().json());
  }

  private JsonBuffer unknown() {
    if (unknown == null) {
      unknown = new JsonBuffer();
    }
    return unknown;
  }

  private String model() {
    String value = in.text(1, RequestBounds.MAX_MODEL);
    if (!MODEL.matcher(value).matches()) {
      throw in.invalid("must match ^" + MODEL + "$.");
    }
    return value;
  }

  private List<String> stop() {
    List<String> sequences = new ArrayList<>();
    in.items(RequestBounds.MAX_STOPS, _ -> sequences.add(in.text(1, RequestBounds.MAX_STOP)));
    return sequences;
  }

  /** The request of a job, which has exactly one of {@code prompt} and {@code messages}. */
  ModelRequest endOfJob() {
    if (hasPrompt == hasMessages) {
      throw new InvalidFieldException(
          hasPrompt ? "messages" : "prompt", "Exactly one of prompt and messages must be given.");
    }
    return end(hasPrompt);
  }

  /**
   * The request of a chat, which has {@code messages}.
   *
   * @param metadata of the caller; OpenAI accepts it only for answers that it stores
   */
  ModelRequest endOfChat(Map<String, String> metadata) {
    if (!hasMessages) {
      throw InvalidFieldException.of(
          "messages", "must have 1 to %d items.".formatted(RequestBounds.MAX_MESSAGES));
    }
    if (hasStore && !version1 && !metadata.isEmpty()) {
      out.writePOJOProperty("metadata", metadata);
    }
    return end(version1);
  }

  /** Version 1 of the chat and prompts have defaults, and no unknown members. */
  private ModelRequest end(boolean defaults) {
    if (hasToolChoice && tools == 0) {
      throw InvalidFieldException.of("tool_choice", "needs tools.");
    }
    if (userId != null && !hasUser) {
      out.writeStringProperty("user", userId);
    }
    if (unknown != null && !defaults) {
      int start = rest.position();
      rest.appendMembersOf(unknown);
      copy.count(counting ? TokenEstimate.of(rest.textFrom(start)) : 0);
    }
    Integer limit = maxCompletionTokens == null ? maxTokens : maxCompletionTokens;
    return new ModelRequest(
        model,
        limit == null && defaults ? Integer.valueOf(RequestBounds.DEFAULT_MAX_TOKENS) : limit,
        temperature == null && defaults
            ? Double.valueOf(RequestBounds.DEFAULT_TEMPERATURE)
            : temperature,
        topP,
        stop,
        RawJson.of(rest.end()));
  }

  /** The estimated tokens of the prompt, at the end. */
  long tokens() {
    return copy.tokens();
  }
}
