package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.send.Answer;
import dev.sluice.dispatcher.send.FailureClass;
import dev.sluice.dispatcher.send.Trace;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.delivery.SettlementRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an attempt makes of its delivery. */
sealed interface Settlement {

  Claim claim();

  /** As it is written. */
  SettlementRow row();

  /** No outcome is known: the delivery is due again at once, and the attempt does not count. */
  record HandedBack(Claim claim) implements Settlement {

    @Override
    public SettlementRow row() {
      return new SettlementRow(claim, DeliveryStatus.PENDING, Duration.ZERO, false, null);
    }
  }

  /** The attempt had an outcome, which goes into the log with it. */
  record Attempted(
      Claim claim,
      Instant startedAt,
      Duration took,
      Trace trace,
      Optional<Answer> answer,
      Next next)
      implements Settlement {

    private static final byte[] NOTHING = {};

    /**
     * The same without what came from outside, the status apart: for a database that refuses it.
     */
    Attempted withoutContent() {
      return new Attempted(
          claim,
          startedAt,
          took,
          Trace.NONE,
          answer.map(from -> new Answer(from.status(), new byte[0], true)),
          next);
    }

    @Override
    public SettlementRow row() {
      return switch (next) {
        case Next.Delivered() -> row(DeliveryStatus.DELIVERED, null, null, false);
        case Next.Retry(FailureClass failure, Duration in) ->
            row(DeliveryStatus.PENDING, in, failure, true);
        case Next.GivenUp(FailureClass failure) -> row(DeliveryStatus.FAILED, null, failure, true);
        case Next.Held() -> row(DeliveryStatus.HELD, null, FailureClass.HTTP_STATUS, true);
        case Next.Unusable(Optional<Duration> retryIn) ->
            row(
                retryIn.isPresent() ? DeliveryStatus.PENDING : DeliveryStatus.FAILED,
                retryIn.orElse(null),
                FailureClass.INVALID,
                false);
      };
    }

    private SettlementRow row(
        DeliveryStatus status,
        @Nullable Duration retryIn,
        @Nullable FailureClass failure,
        boolean endpointFailed) {
      SettlementRow.AttemptRow attempt =
          new SettlementRow.AttemptRow(
              startedAt,
              took,
              answer.map(Answer::status).orElse(null),
              answer.map(Answer::body).orElse(NOTHING),
              answer.map(Answer::cut).orElse(false),
              failure == null ? null : failure.wireName(),
              trace.address(),
              trace.protocol(),
              trace.phases().dnsMicros(),
              trace.phases().connectMicros(),
              trace.phases().tlsMicros(),
              trace.phases().firstByteMicros());
      return new SettlementRow(claim, status, retryIn, endpointFailed, attempt);
    }
  }

  /** Where the delivery goes from here. */
  sealed interface Next {

    record Delivered() implements Next {}

    record Retry(FailureClass failure, Duration in) implements Next {}

    record GivenUp(FailureClass failure) implements Next {}

    /** The endpoint answered that it is gone: it is disabled, and the delivery is held. */
    record Held() implements Next {}

    /**
     * It could not be sent for reasons of ours, which says nothing about the endpoint.
     *
     * @param retryIn empty where no other attempt would fare better, or none is left
     */
    record Unusable(Optional<Duration> retryIn) implements Next {}
  }
}
