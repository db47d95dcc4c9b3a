package dev.sluice.api.quota;

import java.time.Duration;
import java.util.Locale;

/** What is counted, and over which window. */
enum BucketKind {
  REQUESTS_MINUTE(Duration.ofMinutes(1), "minute"),
  REQUESTS_HOUR(Duration.ofHours(1), "hour"),
  POLLS_MINUTE(Duration.ofMinutes(1), "minute"),
  TOKENS_MINUTE(Duration.ofMinutes(1), "minute");

  private final Duration window;
  private final String windowName;

  BucketKind(Duration window, String windowName) {
    this.window = window;
    this.windowName = windowName;
  }

  /** An empty bucket is full again after this long. */
  Duration window() {
    return window;
  }

  /** {@code minute} or {@code hour}. */
  String windowName() {
    return windowName;
  }

  /** As stored and as metrics show it, e.g. {@code requests_minute}. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static BucketKind ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
