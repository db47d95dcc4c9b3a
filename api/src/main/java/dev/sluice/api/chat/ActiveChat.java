package dev.sluice.api.chat;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.quota.TokenBudget;
import dev.sluice.chat.Usage;
import dev.sluice.provider.Deadline;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An admitted chat on its request's thread, which calls the provider and writes to the client. Any
 * thread may abort it: that interrupts the provider's call, but never a write. Charges the tokens
 * and logs one line at the end, nothing of what was said.
 */
final class ActiveChat {

  /** Why a chat was aborted; the first reason counts. */
  enum Abort {
    CLIENT_GONE,
    PROVIDER_SILENT,
    SHUTTING_DOWN
  }

  private static final Logger log = LoggerFactory.getLogger(ActiveChat.class);
  private static final long NEVER = -1;

  private final Chat chat;
  private final String provider;
  private final TokenBudget.Reservation reservation;
  private final Deadline deadline;
  private final Thread thread = Thread.currentThread();
  private final long begunAt = System.nanoTime();

  /** What was received, for an estimate of its tokens. */
  private final StringBuilder answer = new StringBuilder();

  private int attempts;
  private long firstPieceMillis = NEVER;
  private boolean settled;
  private Usage usage = Usage.NONE;
  private String outcome = "broke";
  private int status = 500;

  // Guarded by this.
  private @Nullable Abort abort;
  private boolean calling;
  private long lastPieceAt = begunAt;

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

  /** Has no effect on a chat whose call has ended. Never blocks. */
  synchronized void abort(Abort why) {
    if (abort == null) {
      abort = why;
      if (calling) {
        thread.interrupt();
      }
    }
  }

  /** Aborts a stream if the provider has sent nothing for this long. */
  synchronized void abortIfSilent(Duration idleTimeout) {
    if (chat.streamed() && calling && System.nanoTime() - lastPieceAt > idleTimeout.toNanos()) {
      abort(Abort.PROVIDER_SILENT);
    }
  }

  /**
   * Makes the call. What it hands to its sink is passed on while the chat is not aborted.
   *
   * @return aborted if the chat was, whatever the call returned
   */
  Outcome run(Function<Consumer<Delta>, Outcome> call, Consumer<Delta> client) {
    Outcome result;
    try {
      setCalling(true);
      result = call.apply(delta -> forward(delta, client));
    } catch (CancellationException _) {
      result = new Outcome.Aborted();
    } finally {
      endCall();
    }
    settle(result);
    return result;
  }

  private void forward(Delta delta, Consumer<Delta> client) {
    setCalling(false);
    switch (delta) {
      case Delta.Content(String text) -> answer.append(text);
      case Delta.ToolCallPart part -> answer.append(part.arguments());
    }
    client.accept(delta);
    if (firstPieceMillis == NEVER) {
      firstPieceMillis = millis();
    }
    setCalling(true);
  }

  private synchronized void setCalling(boolean now) {
    calling = false;
    if (abort != null) {
      throw new CancellationException();
    }
    calling = now;
    lastPieceAt = System.nanoTime();
  }

  /** From now on nothing interrupts the thread. */
  private synchronized void endCall() {
    calling = false;
    // An abort has done its work; it must not disturb what is still to be written.
    var _ = Thread.interrupted();
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
    ApiError error = ChatErrors.of(result, abortReason());
    outcome = error.code();
    status = error.status();
    return error;
  }

  private synchronized Abort abortReason() {
    // Only a shutdown interrupts the thread without a reason.
    return abort == null ? Abort.SHUTTING_DOWN : abort;
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
