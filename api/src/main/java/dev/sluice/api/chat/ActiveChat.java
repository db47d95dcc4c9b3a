package dev.sluice.api.chat;

import dev.sluice.api.chat.AbortableCall.Abort;
import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.quota.TokenBudget;
import dev.sluice.chat.Usage;
import dev.sluice.provider.Deadline;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An admitted chat, on its request's thread. Charges the tokens when its call has ended, and logs
 * one line that shows nothing of the conversation.
 */
final class ActiveChat {

  private static final Logger log = LoggerFactory.getLogger(ActiveChat.class);
  private static final long NEVER = -1;

  private final Chat chat;
  private final String provider;
  private final TokenBudget.Reservation reservation;
  private final Deadline deadline;
  private final AbortableCall call = new AbortableCall();
  private final long begunAt = System.nanoTime();

  /** What was received, for an estimate of its tokens. */
  private final StringBuilder answer = new StringBuilder();

  private int attempts;
  private long firstPieceMillis = NEVER;
  private boolean settled;
  private Usage usage = Usage.NONE;
  private String outcome = "broke";
  private int status = 500;

  ActiveChat(Chat chat, String provider, TokenBudget.Reservation reservation, Deadline deadline) {
    this.chat = chat;
    this.provider = provider;
    this.reservation = reservation;
    this.deadline = deadline;
  }

  Deadline deadline() {
    return deadline;
  }

  void attempt(int number) {
    attempts = number;
  }

  boolean hasPieces() {
    return firstPieceMillis != NEVER;
  }

  void abort(Abort why) {
    call.abort(why);
  }

  /** Aborts a stream if the provider has sent nothing for this long. */
  void abortIfSilent(Duration idleTimeout) {
    if (chat.streamed()) {
      call.abortIfSilent(idleTimeout);
    }
  }

  /**
   * Calls the provider.
   *
   * @param request hands its pieces to the consumer that it gets
   * @param client takes them
   */
  Outcome run(Function<Consumer<Delta>, Outcome> request, Consumer<Delta> client) {
    Outcome result = call.run(request, delta -> forward(delta, client));
    settle(result);
    return result;
  }

  private void forward(Delta delta, Consumer<Delta> client) {
    switch (delta) {
      case Delta.Content(String text) -> answer.append(text);
      case Delta.ToolCallPart part -> answer.append(part.arguments());
    }
    client.accept(delta);
    if (firstPieceMillis == NEVER) {
      firstPieceMillis = millis();
    }
  }

  private void settle(Outcome result) {
    settled = true;
    switch (result) {
      case Outcome.Completed(var completed) -> {
        usage = completed.usage();
        outcome = "completed";
        status = 200;
        reservation.settle(usage);
      }
      case Outcome.Retryable _, Outcome.Permanent _ -> {
        if (answer.isEmpty()) {
          reservation.release();
        } else {
          reservation.settleUnknown(answer.toString());
        }
      }
      // The provider may have been at work.
      case Outcome.DeadlinePassed _, Outcome.Aborted _ ->
          reservation.settleUnknown(answer.toString());
    }
  }

  /** The error that the caller gets. */
  ApiError error(Outcome result) {
    ApiError error = ChatErrors.of(result, call.reason());
    outcome = error.code();
    status = error.status();
    return error;
  }

  /** Charges a chat that a bug ended, and logs. */
  void end() {
    if (!settled) {
      settle(new Outcome.Aborted());
    }
    log.info(
        "chat id={} tenant={} version={} model={} provider={} stream={} outcome={} status={}"
            + " tries={} first_piece_ms={} duration_ms={} prompt_tokens={} completion_tokens={}",
        chat.id(),
        chat.caller().tenant(),
        chat.version().name().toLowerCase(Locale.ROOT),
        chat.request().model(),
        provider,
        chat.streamed(),
        outcome,
        status,
        attempts,
        firstPieceMillis,
        millis(),
        usage.promptTokens(),
        usage.completionTokens());
  }

  private long millis() {
    return (System.nanoTime() - begunAt) / 1_000_000;
  }
}
