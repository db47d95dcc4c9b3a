package dev.sluice.delivery;

import static dev.sluice.delivery.DeliveryStatus.DELIVERED;
import static dev.sluice.delivery.DeliveryStatus.DISCARDED;
import static dev.sluice.delivery.DeliveryStatus.FAILED;
import static dev.sluice.delivery.DeliveryStatus.HELD;
import static dev.sluice.delivery.DeliveryStatus.PENDING;
import static dev.sluice.delivery.DeliveryStatus.SENDING;

import java.time.Instant;

/**
 * The states of a delivery, as one pure function.
 *
 * <pre>
 * pending ──claimed──▶ sending ──2xx──▶ delivered
 *  ▲ │ ▲                │ │ │ └──failed for good──▶ failed
 *  │ │ └───failed, lost─┘ │ └──endpoint gone──▶ held
 *  │ └──endpoint disabled─┼─▶ held ──endpoint enabled──▶ pending
 *  └──sent again── all but pending and sending       endpoint deleted: pending, held ──▶ discarded
 * </pre>
 *
 * <p>An attempt under way is not touched by what happens to its endpoint; what it leads to is.
 * Every statement that writes a delivery guards itself with the same conditions, and {@code
 * LifecycleAgreesWithSqlIT} in the webhook-dispatcher holds the two together.
 */
public final class DeliveryLifecycle {

  private static final DeliveryTransition REFUSED = new DeliveryTransition.Refused();

  private DeliveryLifecycle() {}

  /** The delivery after {@code event}, or a refusal where that does not apply to its state. */
  public static DeliveryTransition next(DeliveryState state, DeliveryEvent event, Instant now) {
    return switch (state.status()) {
      case PENDING -> whilePending(state, event);
      case SENDING -> whileSending(state, event, now);
      case HELD -> whileHeld(state, event, now);
      case DELIVERED, FAILED, DISCARDED ->
          event instanceof DeliveryEvent.SentAgain again ? sentAgain(state, again, now) : REFUSED;
    };
  }

  private static DeliveryTransition whilePending(DeliveryState state, DeliveryEvent event) {
    return switch (event) {
      case DeliveryEvent.Claimed _ ->
          to(new DeliveryState(SENDING, state.attempt() + 1, state.uncounted(), state.earlier()));
      case DeliveryEvent.EndpointDisabled _ -> to(state.with(HELD));
      case DeliveryEvent.EndpointDeleted _ -> to(state.with(DISCARDED));
      case DeliveryEvent.Succeeded _,
          DeliveryEvent.FailedRetryably _,
          DeliveryEvent.FailedForGood _,
          DeliveryEvent.EndpointGone _,
          DeliveryEvent.HandedBack _,
          DeliveryEvent.WorkerLost _,
          DeliveryEvent.EndpointEnabled _,
          DeliveryEvent.SentAgain _ ->
          REFUSED;
    };
  }

  private static DeliveryTransition whileSending(
      DeliveryState state, DeliveryEvent event, Instant now) {
    return switch (event) {
      case DeliveryEvent.Succeeded _ -> to(state.with(DELIVERED));
      case DeliveryEvent.FailedRetryably failed ->
          new DeliveryTransition.To(state.with(PENDING), now.plus(failed.retryIn()));
      case DeliveryEvent.FailedForGood _ -> to(state.with(FAILED));
      case DeliveryEvent.EndpointGone _ -> to(state.with(HELD));
      case DeliveryEvent.HandedBack _, DeliveryEvent.WorkerLost _ ->
          new DeliveryTransition.To(
              new DeliveryState(PENDING, state.attempt(), state.uncounted() + 1, state.earlier()),
              now);
      case DeliveryEvent.Claimed _,
          DeliveryEvent.EndpointDisabled _,
          DeliveryEvent.EndpointEnabled _,
          DeliveryEvent.EndpointDeleted _,
          DeliveryEvent.SentAgain _ ->
          REFUSED;
    };
  }

  private static DeliveryTransition whileHeld(
      DeliveryState state, DeliveryEvent event, Instant now) {
    return switch (event) {
      case DeliveryEvent.EndpointEnabled _ -> new DeliveryTransition.To(state.with(PENDING), now);
      case DeliveryEvent.EndpointDeleted _ -> to(state.with(DISCARDED));
      case DeliveryEvent.SentAgain again -> sentAgain(state, again, now);
      case DeliveryEvent.Claimed _,
          DeliveryEvent.Succeeded _,
          DeliveryEvent.FailedRetryably _,
          DeliveryEvent.FailedForGood _,
          DeliveryEvent.EndpointGone _,
          DeliveryEvent.HandedBack _,
          DeliveryEvent.WorkerLost _,
          DeliveryEvent.EndpointDisabled _ ->
          REFUSED;
    };
  }

  private static DeliveryTransition sentAgain(
      DeliveryState state, DeliveryEvent.SentAgain again, Instant now) {
    int earlier = state.attempt() - state.uncounted();
    return again.enabled()
        ? new DeliveryTransition.To(
            new DeliveryState(PENDING, state.attempt(), state.uncounted(), earlier), now)
        : to(new DeliveryState(HELD, state.attempt(), state.uncounted(), earlier));
  }

  private static DeliveryTransition to(DeliveryState next) {
    return new DeliveryTransition.To(next, null);
  }
}
