package dev.sluice.api.submit;

import dev.sluice.api.http.errors.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header that makes repeated submissions one job. */
public final class IdempotencyKey {

  public static final String HEADER = "Idempotency-Key";

  private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7E]{1,255}");

  private IdempotencyKey() {}

  /** The request's key; empty where it has none. */
  public static Optional<String> of(HttpServletRequest request) {
    List<String> values = Collections.list(request.getHeaders(HEADER));
    if (values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1 || !USABLE.matcher(values.getFirst()).matches()) {
      throw ErrorCode.INVALID_IDEMPOTENCY_KEY.exception();
    }
    return Optional.of(values.getFirst());
  }
}
