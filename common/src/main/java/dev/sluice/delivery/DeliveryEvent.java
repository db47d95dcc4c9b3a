package dev.sluice.delivery;

import java.time.Duration;

/** What can happen to a stored delivery. */
public sealed interface DeliveryEvent {

  /** A dispatcher takes it for an attempt. */
  record Claimed() implements DeliveryEvent {}

  /** The receiver answered with a 2xx status. */
  record Succeeded() implements DeliveryEvent {}

  /** The attempt failed and another one is left. */
  record FailedRetryably(Duration retryIn) implements DeliveryEvent {}

  /** The attempt failed and it was the last, or no other would fare better. */
  record FailedForGood() implements DeliveryEvent {}

  /** The endpoint answered that it is gone (410), and is disabled for it. */
  record EndpointGone() implements DeliveryEvent {}

  /** The dispatcher gives it back without an outcome. */
  record HandedBack() implements DeliveryEvent {}

  /** The dispatcher that held it has no live lease any more, or held it for too long. */
  record WorkerLost() implements DeliveryEvent {}

  /** Its endpoint is disabled. */
  record EndpointDisabled() implements DeliveryEvent {}

  /** Its endpoint is enabled. */
  record EndpointEnabled() implements DeliveryEvent {}

  /** Its endpoint is deleted. */
  record EndpointDeleted() implements DeliveryEvent {}

  /**
   * Somebody asked for it to be sent again, by itself or with a time range. Of a deleted endpoint
   * that is refused before it comes to this.
   *
   * @param enabled whether its target takes deliveries now; always true of a job's own webhook
   */
  record SentAgain(boolean enabled) implements DeliveryEvent {}
}
