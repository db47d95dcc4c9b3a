package dev.sluice.provider.call;

import dev.sluice.chat.ChatResult;
import dev.sluice.chat.Usage;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderErrors;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds an answer from its pieces and passes each piece of text and of tool calls on as it comes,
 * in whole characters. Holds at most {@link #MAX_LENGTH} characters; a longer answer counts as
 * malformed. For one thread.
 */
public final class AnswerBuilder {

  /** Characters of everything together; what fits into a record of 8 MiB with its JSON. */
  public static final int MAX_LENGTH = 2 * 1024 * 1024;

  private final Consumer<Delta> sink;
  private final WholeCharacters characters = new WholeCharacters();
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final ToolCalls calls;
  private int length;
  private String model;
  private String fingerprint = "";
  private long promptTokens;
  private long completionTokens;
  private @Nullable Long cachedTokens;
  private @Nullable Long reasoningTokens;
  private String endReason = "";
  private boolean refused;

  /**
   * @param requestedModel stands for the model that answered where the provider names none
   */
  public AnswerBuilder(String requestedModel, Consumer<Delta> sink) {
    this.model = requestedModel;
    this.sink = sink;
    this.calls = new ToolCalls(sink);
  }

  public void text(String piece) throws UpstreamException {
    grow(piece);
    emit(characters.take(piece));
  }

  /** Is not passed on as it comes. */
  public void reasoning(String piece) throws UpstreamException {
    grow(piece);
    reasoning.append(piece);
  }

  /** What the model says about what it will not answer. */
  public void refusal(String piece) throws UpstreamException {
    grow(piece);
    refusal.append(piece);
  }

  /**
   * A piece of a tool call. Which call it belongs to, or that it begins one, is told from its
   * index, its id and its name; see {@link ToolCalls}.
   *
   * @param index as the provider counts; null where it does not
   * @param id empty where the piece has none
   * @param name empty where the piece has none
   */
  public void toolCall(@Nullable Long index, String id, String name, String arguments)
      throws UpstreamException {
    grow(id, name, arguments);
    calls.piece(index, id, name, arguments);
  }

  /**
   * A tool call of which no piece has come before.
   *
   * @param arguments stand where no piece of them comes; empty for an empty object
   */
  public void newToolCall(@Nullable Long index, String id, String name, String arguments)
      throws UpstreamException {
    grow(id, name, arguments);
    calls.begin(index, id, name, arguments);
  }

  public void model(String name) {
    model = name.isEmpty() ? model : WholeCharacters.clean(name);
  }

  public void systemFingerprint(String fingerprint) {
    this.fingerprint = fingerprint.isEmpty() ? this.fingerprint : fingerprint;
  }

  /** Counts that are null or not positive say nothing: an earlier count stands. */
  public void usage(@Nullable Long promptTokens, @Nullable Long completionTokens) {
    this.promptTokens = later(this.promptTokens, promptTokens);
    this.completionTokens = later(this.completionTokens, completionTokens);
  }

  /** Of prompt tokens, those read from the provider's cache; null says nothing. */
  public void cachedTokens(@Nullable Long tokens) {
    cachedTokens = tokens == null ? cachedTokens : Long.valueOf(Math.max(0, tokens));
  }

  /** Of completion tokens, those spent on reasoning; null says nothing. */
  public void reasoningTokens(@Nullable Long tokens) {
    reasoningTokens = tokens == null ? reasoningTokens : Long.valueOf(Math.max(0, tokens));
  }

  private static long later(long known, @Nullable Long count) {
    return count == null || count <= 0 ? known : count;
  }

  /**
   * The answer has ended.
   *
   * @param reason the provider's word for why; an empty one, or "null", says that it has not
   * @throws UpstreamException where the word tells of a failure
   */
  public void finish(String reason) throws UpstreamException {
    if (reason.isBlank() || reason.equals("null")) {
      return;
    }
    if (FinishReason.isFailure(reason)) {
      throw new UpstreamException(new Failure.ErrorAnswer(200, Set.of(reason), null));
    }
    endReason = reason;
  }

  /** What the model said is no answer, whatever it said. */
  public void refuse() {
    refused = true;
  }

  /**
   * The answer; a refusal where the model only refused, or where a filter left nothing of what it
   * said. What a filter merely cut short is an answer that finished with {@code content_filter}.
   *
   * @throws UpstreamException where the answer has not finished
   */
  Outcome outcome() throws UpstreamException {
    if (endReason.isEmpty()) {
      throw new UpstreamException(Failure.Trouble.TRUNCATED);
    }
    emit(characters.rest());
    FinishReason finish = FinishReason.of(endReason, !calls.isEmpty());
    boolean nothing = content.isEmpty() && calls.isEmpty();
    boolean refusedOnly = nothing && (!refusal.isEmpty() || finish == FinishReason.CONTENT_FILTER);
    if (refused || refusedOnly) {
      return new Outcome.Permanent(ProviderErrors.CONTENT_REFUSED);
    }
    return new Outcome.Completed(
        new ChatResult(
            content.toString(),
            finish.wireName(),
            model,
            calls.finish(),
            new Usage(promptTokens, completionTokens, cachedTokens, reasoningTokens),
            orNull(refusal),
            orNull(reasoning),
            fingerprint.isEmpty() ? null : WholeCharacters.clean(fingerprint)));
  }

  private static @Nullable String orNull(StringBuilder text) {
    return text.isEmpty() ? null : WholeCharacters.clean(text.toString());
  }

  private void emit(String text) {
    if (!text.isEmpty()) {
      content.append(text);
      sink.accept(new Delta.Content(text));
    }
  }

  private void grow(String... pieces) throws UpstreamException {
    for (String piece : pieces) {
      length += piece.length();
    }
    if (length > MAX_LENGTH) {
      throw new UpstreamException(Failure.Trouble.MALFORMED);
    }
  }
}
