package dev.sluice.api.submit;

import dev.sluice.api.errors.ApiError;
import dev.sluice.api.errors.ApiException;
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
      throw new ApiException(
          ApiError.invalid(
              "invalid_idempotency_key",
              "Idempotency-Key must be given once, with 1 to 255 visible ASCII characters.",
              HEADER));
    }
    return Optional.of(values.getFirst());
  }
}
