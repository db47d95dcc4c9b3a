package dev.sluice.webhooks.delivery;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The status of a delivery. */
public enum DeliveryStatus {
  /** Waits for its next attempt. */
  PENDING,
  /** A dispatcher is sending it. */
  SENDING,
  /** The receiver answered with a 2xx status. */
  DELIVERED,
  /** No attempts are left, or another would not help. */
  FAILED,
  /** Its endpoint is disabled; it waits until the endpoint is enabled. */
  HELD,
  /** Its endpoint was deleted before it was delivered. */
  DISCARDED;

  /** Not delivered, and not being attempted. */
  public static final Set<DeliveryStatus> UNDELIVERED =
      Collections.unmodifiableSet(EnumSet.of(FAILED, HELD, DISCARDED));

  /** The name in JSON and in the database, in lower case. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status with exactly this name; empty if there is none. */
  public static Optional<DeliveryStatus> ofWireName(String name) {
    return Arrays.stream(values()).filter(status -> status.wireName().equals(name)).findFirst();
  }
}
