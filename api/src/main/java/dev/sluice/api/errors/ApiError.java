package dev.sluice.api.errors;

import dev.sluice.webhooks.RefusedException;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer of status 400 or above, in the one shape that all of them have.
 *
 * @param code stable and specific, lower snake case
 * @param message for people; never exception text, SQL, a key or a prompt
 * @param param the offending field; absent where none is
 * @param retryAfter when to come back, sent in whole seconds, rounded up; absent for no advice
 * @param exceeded the limit that was met; present exactly for 429
 */
public record ApiError(
    int status,
    String code,
    String message,
    @Nullable String param,
    @Nullable Duration retryAfter,
    @Nullable Exceeded exceeded) {

  /**
   * The limit that a request ran into; part of every 429.
   *
   * @param limit how much the window allows
   * @param window {@code minute} or {@code hour}
   */
  public record Exceeded(long limit, String window) {}

  private static final Duration SOON = Duration.ofSeconds(2);

  public ApiError(
      int status,
      String code,
      String message,
      @Nullable String param,
      @Nullable Duration retryAfter) {
    this(status, code, message, param, retryAfter, null);
  }

  public static ApiError of(int status, String code, String message) {
    return new ApiError(status, code, message, null, null);
  }

  /** A limit is used up; the same request would succeed after {@code retryAfter}. */
  public static ApiError limited(
      String code, String message, Exceeded exceeded, Duration retryAfter) {
    return new ApiError(429, code, message, null, retryAfter, exceeded);
  }

  public static ApiError invalid(String code, String message, @Nullable String param) {
    return new ApiError(400, code, message, param, null);
  }

  /** What is wrong with a field. */
  public static ApiError of(InvalidFieldException invalid) {
    return invalid("validation_error", invalid.getMessage(), invalid.param());
  }

  /** What the state of a webhook endpoint, a delivery or a replay does not allow. */
  public static ApiError of(RefusedException refused) {
    RefusedException.Reason reason = refused.reason();
    return of(reason.isNotFound() ? 404 : 409, reason.code(), refused.getMessage());
  }

  /** Something that Sluice stands on is away; the same request may well succeed in a moment. */
  public static ApiError unavailable(String code, String message) {
    return new ApiError(503, code, message, null, SOON);
  }

  /** The caller accepts none of the media types, at least one, that the answer could have. */
  public static ApiError notAcceptable(List<String> types) {
    return of(406, "not_acceptable", "The answer would be " + String.join(" or ", types) + ".");
  }

  /** The body has none of the media types, at least one, that are taken. */
  public static ApiError unsupportedMediaType(List<String> types) {
    return of(
        415, "unsupported_media_type", "The body must be " + String.join(" or ", types) + ".");
  }

  /** What is to be said where nothing but the status is known. */
  public static ApiError ofStatus(int status) {
    return switch (status) {
      case 400 -> of(400, "bad_request", "The request is malformed.");
      case 401 -> of(401, "missing_credentials", "Authentication is required.");
      case 403 -> of(403, "access_denied", "This is not allowed.");
      case 404 -> of(404, "route_not_found", "There is nothing at this path.");
      case 405 -> of(405, "method_not_allowed", "The path does not take this method.");
      case 406 -> of(406, "not_acceptable", "The answer has none of the accepted types.");
      case 408 -> of(408, "request_timeout", "The request did not arrive in time.");
      case 413 -> of(413, "body_too_large", "The request body is too large.");
      case 414 -> of(414, "uri_too_long", "The request target is too long.");
      case 415 -> of(415, "unsupported_media_type", "The body has a type that is not taken here.");
      case 417 -> of(417, "expectation_failed", "What Expect asks for is not supported.");
      case 431 -> of(431, "headers_too_large", "The request headers are too large.");
      // What the caller's HTTP may be and ours is not; no fault of ours, so never a 5xx.
      case 501, 505 -> of(400, "bad_request", "This form of HTTP is not supported.");
      case 503 -> unavailable("unavailable", "The service is not available at the moment.");
      default ->
          status < 500
              ? of(status, "bad_request", "The request cannot be served.")
              : of(status, "internal_error", "Something went wrong on our side.");
    };
  }

  /** The class of the error. */
  public String error() {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_denied";
      case 404 -> "not_found";
      case 409 -> "conflict";
      case 429 -> "rate_limit_exceeded";
      case 502 -> "provider_error";
      case 503 -> "service_unavailable";
      case 504 -> "provider_timeout";
      default -> status < 500 ? "invalid_request" : "internal_error";
    };
  }

  /** Whole seconds, rounded up and at least one; absent for no advice. */
  @Nullable Long retryAfterSeconds() {
    return retryAfter == null ? null : Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
  }

  /** The error as a JSON object. */
  public ObjectNode toJson() {
    ObjectNode node = Json.mapper().createObjectNode();
    node.put("error", error()).put("code", code).put("message", message);
    if (param != null) {
      node.put("param", param);
    }
    if (exceeded != null) {
      node.put("limit", exceeded.limit()).put("window", exceeded.window());
      node.put("retry_after", retryAfterSeconds());
    }
    return node;
  }

  /** The body: UTF-8 JSON. */
  byte[] toBytes() {
    return Json.mapper().writeValueAsBytes(toJson());
  }
}
