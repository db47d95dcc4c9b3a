package dev.sluice.api.http.errors;

import static java.util.Objects.requireNonNull;

import dev.sluice.webhooks.RefusedException;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.Json;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A response of status 400 or above.
 *
 * @param code of an {@link ErrorCode}
 * @param message for people; never exception text, SQL, a key or a prompt
 * @param param the offending field; absent where none is
 * @param retryAfter when to retry, rounded up to whole seconds; absent where unknown
 * @param exceeded the limit that was reached; present exactly for 429
 */
public record ApiError(
    int status,
    String code,
    String message,
    @Nullable String param,
    @Nullable Duration retryAfter,
    @Nullable Exceeded exceeded) {

  /** The limit per window, {@code minute} or {@code hour}. */
  record Exceeded(long limit, String window) {}

  /** A validation error. */
  public static ApiError of(InvalidFieldException invalid) {
    return ErrorCode.VALIDATION_ERROR.because(invalid.getMessage()).at(invalid.param());
  }

  /** A conflict with the state of a webhook endpoint, a delivery or a replay. */
  public static ApiError of(RefusedException refused) {
    return ErrorCode.valueOf(refused.reason().name()).because(refused.getMessage());
  }

  /** The default error of a status. */
  public static ApiError ofStatus(int status) {
    return switch (status) {
      case 400 -> ErrorCode.BAD_REQUEST.error();
      case 401 -> ErrorCode.MISSING_CREDENTIALS.error();
      case 403 -> ErrorCode.ACCESS_DENIED.error();
      case 404 -> ErrorCode.ROUTE_NOT_FOUND.error();
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED.error();
      case 406 -> ErrorCode.NOT_ACCEPTABLE.because("The response has none of the accepted types.");
      case 408 -> ErrorCode.REQUEST_TIMEOUT.error();
      case 413 -> ErrorCode.BODY_TOO_LARGE.because("The request body is too large.");
      case 414 -> ErrorCode.URI_TOO_LONG.error();
      case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE.because("The type of the body is unsupported.");
      case 417 -> ErrorCode.EXPECTATION_FAILED.error();
      case 431 -> ErrorCode.HEADERS_TOO_LARGE.error();
      // Valid HTTP that this server does not support is not a server error.
      case 501, 505 -> ErrorCode.BAD_REQUEST.because("This form of HTTP is not supported.");
      case 503 -> ErrorCode.UNAVAILABLE.error();
      default -> unnamed(status);
    };
  }

  private static ApiError unnamed(int status) {
    ApiError error =
        status < 500 ? ErrorCode.BAD_REQUEST.error() : ErrorCode.INTERNAL_ERROR.error();
    return new ApiError(status, error.code, error.message, null, null, null);
  }

  /** With this field as the param. */
  public ApiError at(@Nullable String field) {
    return new ApiError(status, code, message, field, retryAfter, exceeded);
  }

  /** With another time to retry after. */
  public ApiError after(@Nullable Duration time) {
    return new ApiError(status, code, message, param, time, exceeded);
  }

  /** With the limit that is reached; a retry would succeed after {@code time}. */
  public ApiError limited(long limit, String window, Duration time) {
    return new ApiError(status, code, message, param, time, new Exceeded(limit, window));
  }

  /** Rounded up, at least one; absent where unknown. */
  @Nullable Long retryAfterSeconds() {
    return retryAfter == null ? null : Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
  }

  Object body() {
    ErrorClass error = ErrorClass.of(status);
    return exceeded == null
        ? new ErrorBody(error, code, message, param)
        : new RateLimitBody(
            error,
            code,
            message,
            exceeded.limit,
            exceeded.window,
            requireNonNull(retryAfterSeconds()));
  }

  public JsonNode toJson() {
    return Json.mapper().valueToTree(body());
  }
}
