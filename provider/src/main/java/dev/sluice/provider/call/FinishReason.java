package dev.sluice.provider.call;

import java.util.Locale;

/** Why an answer ended, in the words of the API. */
public enum FinishReason {
  STOP,
  LENGTH,
  TOOL_CALLS,
  CONTENT_FILTER;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
