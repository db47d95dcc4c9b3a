package dev.sluice.api.http.requestid;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code X-Request-Id} of responses. */
public final class RequestIds {

  public static final String HEADER = "X-Request-Id";

  private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7E]{1,128}");

  private RequestIds() {}

  /** The caller's own where it is 1–128 visible ASCII characters, else a new one. */
  public static String of(@Nullable String given) {
    return given != null && USABLE.matcher(given).matches() ? given : UUID.randomUUID().toString();
  }
}
