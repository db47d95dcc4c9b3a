package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** The id of the delivery of one event to one target. */
public record DeliveryId(UUID value) {

  public DeliveryId {
    requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
