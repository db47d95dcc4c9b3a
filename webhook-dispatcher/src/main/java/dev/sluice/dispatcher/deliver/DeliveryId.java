package dev.sluice.dispatcher.deliver;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** Identity of one event on its way to one target. */
record DeliveryId(UUID value) {

  DeliveryId {
    requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
