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
 * Builds an answer from its pieces, and passes pieces of text and of tool calls to the sink in
 * whole characters. An answer of more than {@link #MAX_LENGTH} characters is malformed. Not
 * thread-safe.
 */
public final class AnswerBuilder {

  /** In characters; fits into a record of 8 MiB as JSON. */
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
   * @param requestedModel used if the provider does not name the model
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

  /** Not passed to the sink. */
  public void reasoning(String piece) throws UpstreamException {
    grow(piece);
    reasoning.append(piece);
  }

  /** The model's explanation of a refusal. */
  public void refusal(String piece) throws UpstreamException {
    grow(piece);
    refusal.append(piece);
  }

  /**
   * A piece of a tool call, which its index, id and name identify; see {@link ToolCalls}.
   *
   * @param index the provider's; null if it sends none
   * @param id may be empty
   * @param name may be empty
   */
  public void toolCall(@Nullable Long index, String id, String name, String arguments)
      throws UpstreamException {
    grow(id, name, arguments);
    calls.piece(index, id, name, arguments);
  }

  /**
   * A new tool call.
   *
   * @param arguments used unless pieces of them follow; empty for an empty object
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

  /** Counts that are null or not positive do not replace earlier ones. */
  public void usage(@Nullable Long promptTokens, @Nullable Long completionTokens) {
    this.promptTokens = later(this.promptTokens, promptTokens);
    this.completionTokens = later(this.completionTokens, completionTokens);
  }

  /** Prompt tokens read from the provider's cache; null is ignored. */
  public void cachedTokens(@Nullable Long tokens) {
    cachedTokens = tokens == null ? cachedTokens : Long.valueOf(Math.max(0, tokens));
  }

  /** Completion tokens spent on reasoning; null is ignored. */
  public void reasoningTokens(@Nullable Long tokens) {
    reasoningTokens = tokens == null ? reasoningTokens : Long.valueOf(Math.max(0, tokens));
  }

  private static long later(long known, @Nullable Long count) {
    return count == null || count <= 0 ? known : count;
  }

  /**
   * Ends the answer.
   *
   * @param reason the provider's value; an empty one, or "null", does not end it
   * @throws UpstreamException if the reason is a failure
   */
  public void finish(String reason) throws UpstreamException {
    if (reason.isBlank() || reason.equals("null")) {
      return;
    }
    if (FinishReason.isFailure(reason)) {
      throw new UpstreamException(Failure.of(200, Set.of(reason), null));
    }
    endReason = reason;
  }

  /** Makes the answer a refusal, whatever its text. */
  public void refuse() {
    refused = true;
  }

  /**
   * The answer; a refusal if the model only refused, or if a filter removed everything. An answer
   * that a filter cut short finishes with {@code content_filter}.
   *
   * @throws UpstreamException if the answer has not ended
   */
  Outcome outcome() throws UpstreamException {
    if (endReason.isEmpty()) {
      throw new UpstreamException(Failure.TRUNCATED);
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
      throw new UpstreamException(Failure.MALFORMED);
    }
  }
}
