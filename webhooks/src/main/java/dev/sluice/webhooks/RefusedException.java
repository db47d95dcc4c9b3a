package dev.sluice.webhooks;

import static java.util.Objects.requireNonNull;

/**
 * The state of an endpoint, delivery or replay does not allow what was requested. Nothing was
 * changed. The message is for the client.
 */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Has the names of the API's error codes. */
  public enum Reason {
    WEBHOOK_NOT_FOUND,
    WEBHOOK_DELETED,
    WEBHOOK_DISABLED,
    TOO_MANY_WEBHOOKS,
    TOO_MANY_SECRETS,
    PUBLIC_KEY_NOT_FOUND,
    DELIVERY_NOT_FOUND,
    DELIVERY_UNDER_WAY,
    REPLAY_NOT_FOUND,
    TOO_MANY_REPLAYS
  }

  private final Reason reason;

  public RefusedException(Reason reason, String message) {
    // An expected outcome: no stack trace, no suppression.
    super(message, null, false, false);
    this.reason = requireNonNull(reason);
  }

  public static RefusedException webhookNotFound() {
    return new RefusedException(Reason.WEBHOOK_NOT_FOUND, "Webhook not found");
  }

  public static RefusedException webhookDeleted() {
    return new RefusedException(
        Reason.WEBHOOK_DELETED, "The webhook is deleted; nothing is sent to it.");
  }

  public static RefusedException deliveryNotFound() {
    return new RefusedException(Reason.DELIVERY_NOT_FOUND, "Delivery not found");
  }

  public static RefusedException replayNotFound() {
    return new RefusedException(Reason.REPLAY_NOT_FOUND, "Replay not found");
  }

  public Reason reason() {
    return reason;
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return requireNonNull(super.getMessage());
  }
}
