package dev.sluice.api.chat;

import dev.sluice.api.quota.Reservation;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;

/**
 * What a chat's caller is charged: what the provider says it used; where it does not come to say
 * so, an estimate of what it has done. For one thread.
 */
final class ChatTokens {

  private final Reservation reservation;
  private final StringBuilder answer = new StringBuilder();

  ChatTokens(Reservation reservation) {
    this.reservation = reservation;
  }

  /** A piece of the answer has come. */
  void received(Delta delta) {
    switch (delta) {
      case Delta.Content(String text) -> answer.append(text);
      case Delta.ToolCallPart part -> answer.append(part.arguments());
    }
  }

  /** The chat is over; only the first call counts. */
  void settle(Outcome outcome) {
    switch (outcome) {
      case Outcome.Completed(var result) -> reservation.settle(result.usage());
      case Outcome.Retryable _, Outcome.Permanent _ -> refused();
      // The provider may have been at work.
      case Outcome.DeadlinePassed _, Outcome.Aborted _ ->
          reservation.settleUnknown(answer.toString());
    }
  }

  private void refused() {
    if (answer.isEmpty()) {
      reservation.release();
    } else {
      reservation.settleUnknown(answer.toString());
    }
  }
}
