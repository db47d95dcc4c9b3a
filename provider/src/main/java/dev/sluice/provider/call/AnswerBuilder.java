package dev.sluice.provider.call;

import dev.sluice.chat.ChatResult;
import dev.sluice.chat.ToolCall;
import dev.sluice.chat.Usage;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderErrors;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts an answer together from its pieces and passes each piece on as it comes. Holds at most
 * {@link #MAX_LENGTH} characters; a longer answer counts as malformed. For one thread.
 */
public final class AnswerBuilder {

  /** Characters of text and arguments together; what fits into a record of 8 MiB with its JSON. */
  public static final int MAX_LENGTH = 2 * 1024 * 1024;

  private static final class Call {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();
  }

  private final Emitter emitter;
  private final StringBuilder content = new StringBuilder();
  private final SortedMap<Integer, Call> calls = new TreeMap<>();
  private int length;
  private String model;
  private Usage usage = Usage.NONE;
  private @Nullable FinishReason finish;
  private boolean refused;

  /**
   * @param requestedModel stands for the model that answered where the provider names none
   */
  public AnswerBuilder(String requestedModel, Emitter emitter) {
    this.model = requestedModel;
    this.emitter = emitter;
  }

  public void text(String piece) throws InterruptedException, UpstreamException {
    if (!piece.isEmpty()) {
      grow(piece);
      content.append(piece);
      emitter.emit(new Delta.Content(piece));
    }
  }

  /** A piece of the call with this index; its id and name may come with any piece, once. */
  public void toolCall(int index, @Nullable String id, @Nullable String name, String arguments)
      throws InterruptedException, UpstreamException {
    grow(arguments);
    Call call = calls.computeIfAbsent(index, _ -> new Call());
    call.id = id == null ? call.id : id;
    call.name = name == null ? call.name : name;
    call.arguments.append(arguments);
    emitter.emit(new Delta.ToolCallPart(index, id, name, arguments));
  }

  public void model(String name) {
    model = name.isEmpty() ? model : name;
  }

  public void usage(long promptTokens, long completionTokens) {
    usage = new Usage(Math.max(0, promptTokens), Math.max(0, completionTokens));
  }

  public void finish(FinishReason reason) {
    finish = reason;
  }

  /** The model said that it will not answer; what it said besides is no answer. */
  public void refuse() {
    refused = true;
  }

  /**
   * The answer; a refusal where the model refused, or where a filter left nothing of what it said.
   * What a filter merely cut short is an answer that finished with {@code content_filter}.
   *
   * @throws UpstreamException where the answer has not finished
   */
  public Outcome outcome() throws UpstreamException {
    if (finish == null) {
      throw new UpstreamException(Failure.Trouble.TRUNCATED);
    }
    boolean empty = content.isEmpty() && calls.isEmpty();
    if (refused || (empty && finish == FinishReason.CONTENT_FILTER)) {
      return new Outcome.Permanent(ProviderErrors.CONTENT_REFUSED);
    }
    return new Outcome.Completed(
        new ChatResult(content.toString(), finish.wireName(), model, toolCalls(), usage));
  }

  private List<ToolCall> toolCalls() {
    return calls.entrySet().stream()
        .map(entry -> {
          Call call = entry.getValue();
          // Some compatible servers leave ids out; callers need one to answer to.
          String id = call.id.isEmpty() ? "call_" + entry.getKey() : call.id;
          return ToolCall.function(id, call.name, call.arguments.toString());
        })
        .toList();
  }

  private void grow(String piece) throws UpstreamException {
    length += piece.length();
    if (length > MAX_LENGTH) {
      throw new UpstreamException(Failure.Trouble.MALFORMED);
    }
  }
}
