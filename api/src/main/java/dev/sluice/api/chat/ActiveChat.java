package dev.sluice.api.chat;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.provider.Deadline;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import java.time.Duration;
import java.util.function.Consumer;

/** One admitted chat, from its handler's side. Its place is free again once it is closed. */
final class ActiveChat implements AutoCloseable {

  private final ChatRun run;
  private final Deadline deadline;
  private final ChatLog.Entry entry;
  private final ChatTokens tokens;
  private final Runnable onClose;
  private boolean ended;

  ActiveChat(
      ChatRun run, Deadline deadline, ChatLog.Entry entry, ChatTokens tokens, Runnable onClose) {
    this.run = run;
    this.deadline = deadline;
    this.entry = entry;
    this.tokens = tokens;
    this.onClose = onClose;
  }

  /** May come from any thread, and must not block. */
  void clientGone() {
    run.abort(ChatRun.Abort.CLIENT_GONE);
  }

  /** A piece has been handed to the client. */
  void forwarded() {
    entry.piece();
  }

  /** Waits for the end of an answer that comes whole. */
  Outcome end() {
    ChatRun.Event event = run.next();
    while (event instanceof ChatRun.Event.Piece) {
      event = run.next();
    }
    return outcome(event);
  }

  /** Waits for the end of an answer and hands on its pieces; no longer than this for any one. */
  Outcome end(Duration idle, Consumer<Delta> pieces) {
    ChatRun.Event event = run.next(idle);
    while (event instanceof ChatRun.Event.Piece(Delta delta)) {
      tokens.received(delta);
      pieces.accept(delta);
      if (deadline.hasPassed()) {
        run.abort(ChatRun.Abort.OUT_OF_TIME);
      }
      event = run.next(idle);
    }
    return outcome(event);
  }

  private Outcome outcome(ChatRun.Event event) {
    ended = true;
    return switch (event) {
      case ChatRun.Event.Ended(Outcome outcome) -> {
        entry.ended(outcome);
        tokens.settle(outcome);
        yield outcome;
      }
      case ChatRun.Event.Broke(Throwable thrown) -> {
        tokens.settle(new Outcome.Aborted());
        throw new IllegalStateException("a chat broke on a bug", thrown);
      }
      case ChatRun.Event.Piece _ -> throw new IllegalStateException("a piece is no end");
    };
  }

  /** What the caller is told. */
  ApiError failed(Outcome outcome) {
    ApiError error = ChatErrors.of(outcome, run);
    entry.failed(error);
    return error;
  }

  @Override
  public void close() {
    try {
      if (!ended) {
        run.leave();
        tokens.settle(new Outcome.Aborted());
      }
    } finally {
      onClose.run();
      entry.write();
    }
  }
}
