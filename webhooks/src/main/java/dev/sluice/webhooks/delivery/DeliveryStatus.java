package dev.sluice.webhooks.delivery;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Where a delivery stands. */
public enum DeliveryStatus {
  /** It waits for its next attempt. */
  PENDING,
  /** A dispatcher attempts it. */
  SENDING,
  /** The receiver answered with a 2xx status. */
  DELIVERED,
  /** It has no attempt left, or none would help. */
  FAILED,
  /** Its endpoint is disabled; it waits until that is enabled. */
  HELD,
  /** Its endpoint was deleted before it was delivered. */
  DISCARDED;

  /** Those that ended, or wait, without having been delivered. */
  public static final Set<DeliveryStatus> UNDELIVERED =
      Collections.unmodifiableSet(EnumSet.of(FAILED, HELD, DISCARDED));

  /** The name on the wire and in the database, lower case. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status with exactly this wire name; empty for any other text. */
  public static Optional<DeliveryStatus> ofWireName(String name) {
    return Arrays.stream(values()).filter(status -> status.wireName().equals(name)).findFirst();
  }
}
