package dev.sluice.webhooks.delivery;

import java.util.Locale;

/** What brought a delivery to be attempted. */
public enum Trigger {
  /** The event itself, or the schedule of retries. */
  AUTOMATIC,
  /** Somebody asked for this delivery. */
  MANUAL,
  /** Somebody asked for a time range. */
  REPLAY;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Trigger ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
