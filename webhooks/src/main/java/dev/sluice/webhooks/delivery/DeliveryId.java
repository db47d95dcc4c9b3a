package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** Identity of one event on its way to one target. */
public record DeliveryId(UUID value) {

  public DeliveryId {
    requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
