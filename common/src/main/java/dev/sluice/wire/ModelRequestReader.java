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
 * Reads those members of a request that are the model's, in one pass: known ones are checked to the
 * bounds of the HTTP contract, the typed ones are kept apart, all others are copied as they come,
 * without white space and with the fewest escapes. Unknown members go last. For one request.
 */
final class ModelRequestReader {

  /** The known members, except the caller's own. */
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

  private static final Set<String> PLAIN_MEMBERS =
      Set.of("model", "messages", "temperature", "max_tokens", "stop", "user_id");
  private static final Pattern MODEL = Pattern.compile(RequestBounds.MODEL_PATTERN);

  private final JsonCursor in;
  private final boolean plain;
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
  private boolean isToBeStored;
  private int tools;

  /**
   * A reader of one request.
   *
   * @param plain whether it is of version 1 of the chat, which ignores all that it does not know
   * @param counting whether {@link #tokens} is wanted
   */
  ModelRequestReader(JsonCursor in, boolean plain, boolean counting) {
    this.in = in;
    this.plain = plain;
    this.counting = counting;
    this.copy = new RequestCopy(in, rest, counting);
    this.messages = new MessageReader(copy, plain ? unknown().json() : null);
  }

  /** Reads the current member. */
  void member(String name) {
    if (plain && !PLAIN_MEMBERS.contains(name)) {
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
      // Sluice decides how it asks for the answer.
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
        copy.uncounted(name, 0, RequestBounds.MAX_USER_ID);
      }
      case "user_id" -> userId = in.text(0, RequestBounds.MAX_USER_ID);
      case "tools" -> tools = copy.array(name, RequestBounds.MAX_TOOLS, _ -> Shapes.tool(copy));
      case "tool_choice" -> {
        hasToolChoice = true;
        Shapes.toolChoice(copy, name);
      }
      case "response_format" -> Shapes.responseFormat(copy, name);
      case "parallel_tool_calls", "logprobs" -> copy.bool(name);
      case "reasoning_effort", "service_tier" ->
          copy.uncounted(name, 1, RequestBounds.MAX_PROVIDER_WORD);
      default -> unknownMember(name);
    }
  }

  private void unknownMember(String name) {
    isToBeStored |= name.equals("store");
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

  /** The request, given as {@code prompt} or as {@code messages}: exactly one of both. */
  ModelRequest endOfJob() {
    if (hasPrompt == hasMessages) {
      throw new InvalidFieldException(
          hasPrompt ? "messages" : "prompt", "Exactly one of prompt and messages must be given.");
    }
    return end(hasPrompt);
  }

  /**
   * The request, given as {@code messages}.
   *
   * @param metadata the caller's own; OpenAI takes them for what it is to store, and only for that
   */
  ModelRequest endOfChat(Map<String, String> metadata) {
    if (!hasMessages) {
      throw InvalidFieldException.of(
          "messages", "must have 1 to %d items.".formatted(RequestBounds.MAX_MESSAGES));
    }
    if (isToBeStored && !plain && !metadata.isEmpty()) {
      out.writePOJOProperty("metadata", metadata);
    }
    return end(plain);
  }

  /** Version 1 of the chat and lone prompts have defaults, and nothing that is not known. */
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

  /** About how many tokens the prompt is; at the end. */
  long tokens() {
    return copy.tokens();
  }
}
