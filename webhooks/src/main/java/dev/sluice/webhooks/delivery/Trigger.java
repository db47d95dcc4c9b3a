package dev.sluice.webhooks.delivery;

import java.util.Locale;

/** What caused a delivery to be attempted. */
public enum Trigger {
  /** The event, or the retry schedule. */
  AUTOMATIC,
  /** A retry or a test that was requested for this delivery. */
  MANUAL,
  /** A replay of a time range. */
  REPLAY;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Trigger ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
