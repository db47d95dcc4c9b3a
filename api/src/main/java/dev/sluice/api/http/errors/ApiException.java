package dev.sluice.api.http.errors;

import static java.util.Objects.requireNonNull;

/** Ends a request with an {@link ApiError}. */
public final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient ApiError error;

  public ApiException(ApiError error) {
    // Raised for bad input, in high volume: no stack trace, no suppression.
    super(error.code(), null, false, false);
    this.error = requireNonNull(error);
  }

  public ApiError error() {
    return error;
  }
}
