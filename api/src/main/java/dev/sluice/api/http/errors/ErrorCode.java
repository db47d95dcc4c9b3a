package dev.sluice.api.http.errors;

import dev.sluice.job.JobError;
import dev.sluice.provider.ProviderErrors;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every error that the API returns: the code is the constant's name in lower case, followed by the
 * status and the message, a format whose arguments here are the description's example. The code and
 * the status of an error never change.
 */
public enum ErrorCode {
  BAD_REQUEST(400, "The request is malformed."),
  MALFORMED_JSON(400, "The body is not a valid JSON document."),
  BODY_INTERRUPTED(400, "The body ended early or could not be read."),
  VALIDATION_ERROR("max_tokens", 400, "%s", "max_tokens must be an integer from 1 to 128000."),
  INVALID_CURSOR("cursor", 400, "cursor must be a next_cursor of this list with the same filters."),
  INVALID_IDEMPOTENCY_KEY(
      "Idempotency-Key",
      400,
      "Idempotency-Key must be given once, with 1 to 255 visible ASCII characters."),
  TOKEN_LIMIT_TOO_SMALL(
      400,
      "The request needs up to %d tokens (prompt and max_tokens), more than the limit of %d per"
          + " minute.",
      128_021,
      100_000),
  EMPTY_BATCH(400, "The batch contains no request."),
  PROVIDER_REJECTED(400, ProviderErrors.REJECTED),
  PROVIDER_REQUEST_TOO_LARGE(400, ProviderErrors.TOO_LARGE),
  CONTENT_REFUSED(400, ProviderErrors.CONTENT_REFUSED),
  MODEL_NOT_FOUND("model", 400, ProviderErrors.MODEL_NOT_FOUND.message()),
  MODEL_NOT_ROUTED("model", 400, ProviderErrors.MODEL_NOT_ROUTED.message()),
  MISSING_CREDENTIALS(401, "An API key or an access token is required."),
  INVALID_CREDENTIALS(401, "The credentials are invalid or have expired."),
  ACCESS_DENIED(403, "Access is denied."),
  INSUFFICIENT_SCOPE(403, "The credentials lack the required scope %s.", "jobs:read"),
  ROUTE_NOT_FOUND(404, "There is no resource at this path."),
  JOB_NOT_FOUND(404, "Job not found"),
  KEY_NOT_FOUND(404, "Key not found"),
  WEBHOOK_NOT_FOUND(404, "Webhook not found"),
  PUBLIC_KEY_NOT_FOUND(404, "The webhook has no asymmetric signature"),
  DELIVERY_NOT_FOUND(404, "Delivery not found"),
  REPLAY_NOT_FOUND(404, "Replay not found"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed on this path."),
  NOT_ACCEPTABLE(406, "The response is available only as %s.", "application/json"),
  REQUEST_TIMEOUT(408, "The request did not arrive in time."),
  BATCH_TIMEOUT(408, "The batch took too long; the remaining lines were not read."),
  JOB_NOT_ENDED(409, "Only a failed or cancelled job can be retried; this job is %s.", "pending"),
  JOB_COMPLETED(409, "The job has completed; there is nothing to retry."),
  JOB_REQUEST_UNKNOWN(
      409, "The job was cancelled before it was stored, so its request is unknown."),
  WEBHOOK_SECRET_UNREADABLE(
      409, "The job's webhook secret can no longer be read; submit the job again."),
  TOO_MANY_WEBHOOKS(409, "The limit of %d webhooks is reached; delete one first.", 100),
  TOO_MANY_SECRETS(
      409,
      "The limit of %d valid secrets is reached; wait until one expires, or rotate with"
          + " grace_seconds 0.",
      5),
  WEBHOOK_DISABLED(409, "The webhook is disabled; enable it first."),
  WEBHOOK_DELETED(409, "The webhook is deleted; nothing can be sent to it."),
  DELIVERY_UNDER_WAY(409, "The delivery is already pending or being sent."),
  TOO_MANY_REPLAYS(
      409, "The limit of %d running replays is reached; wait until one ends, or cancel one.", 5),
  BODY_TOO_LARGE(413, "The body exceeds the maximum size of %d bytes.", 4_194_304),
  BATCH_TOO_LONG(
      413, "The batch exceeds the maximum of %d requests; the rest was not accepted.", 10_000),
  URI_TOO_LONG(414, "The request target is too long."),
  UNSUPPORTED_MEDIA_TYPE(415, "The body must be %s.", "application/json"),
  EXPECTATION_FAILED(417, "The expectation in the Expect header is not supported."),
  IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was already used with a different request."),
  REQUEST_LIMIT_EXCEEDED(429, "The limit of %d requests per %s is reached.", 60, "minute"),
  POLL_LIMIT_EXCEEDED(429, "The limit of %d polls per %s is reached.", 600, "minute"),
  TOKEN_LIMIT_EXCEEDED(
      429,
      "The request needs up to %d tokens, more than are left of the limit of %d per minute.",
      1021,
      100_000),
  HEADERS_TOO_LARGE(431, "The request headers are too large."),
  CLIENT_CLOSED(499, "The client closed the connection."),
  INTERNAL_ERROR(500, "An internal error occurred."),
  PROVIDER_RATE_LIMITED(502, ProviderErrors.RATE_LIMITED),
  PROVIDER_OVERLOADED(502, ProviderErrors.OVERLOADED),
  PROVIDER_UNAVAILABLE(502, ProviderErrors.UNAVAILABLE),
  PROVIDER_CONNECTION(502, ProviderErrors.CONNECTION),
  PROVIDER_CONFLICT(502, ProviderErrors.CONFLICT),
  PROVIDER_TRUNCATED(502, ProviderErrors.TRUNCATED),
  PROVIDER_MALFORMED(502, ProviderErrors.MALFORMED),
  PROVIDER_AUTHENTICATION(502, ProviderErrors.AUTHENTICATION),
  PROVIDER_QUOTA_EXHAUSTED(502, ProviderErrors.QUOTA_EXHAUSTED),
  PROVIDER_NOT_CONFIGURED(502, ProviderErrors.NOT_CONFIGURED),
  PROVIDER_BUSY(503, ProviderErrors.BUSY),
  CHAT_OVERLOADED(503, "The concurrent chat limit is reached; try again."),
  SHUTTING_DOWN(503, "The server is shutting down; try again."),
  TOO_MANY_WATCHERS(503, "The limit of watched jobs is reached; try again, or poll."),
  TOO_MANY_BATCHES(503, "The concurrent batch limit is reached; try again."),
  AUTHENTICATION_UNAVAILABLE(503, "Credentials cannot be verified at the moment; try again."),
  DATABASE_UNAVAILABLE(503, "The database is unavailable; try again."),
  SUBMISSION_UNAVAILABLE(503, "The job was not accepted; try again."),
  OVERLOADED(503, "Too many large requests are being processed; try again."),
  UNAVAILABLE(503, "The service is unavailable; try again."),
  PROVIDER_TIMEOUT(504, "The provider did not answer in time.");

  private static final Duration SOON = Duration.ofSeconds(2);

  private final @Nullable String param;
  private final int status;
  private final String message;
  private final String example;

  ErrorCode(int status, String message, Object... example) {
    this(null, status, message, example);
  }

  ErrorCode(int status, JobError error) {
    this(null, status, error.message());
  }

  @SuppressWarnings("AnnotateFormatMethod") // Tests build the example of each constant.
  ErrorCode(@Nullable String param, int status, String message, Object... example) {
    this.param = param;
    this.status = status;
    this.message = message;
    this.example = message.formatted(example);
  }

  /** The code of a failed call, unless it is one of calls only. */
  public static Optional<ErrorCode> of(JobError error) {
    return Arrays.stream(values()).filter(code -> code.code().equals(error.code())).findFirst();
  }

  /** The stable name on the wire, e.g. {@code job_not_found}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public int status() {
    return status;
  }

  /** The error; the arguments are those of its message. */
  public ApiError error(Object... arguments) {
    return because(message.formatted(arguments));
  }

  /** The error with a message that is more specific than the usual one. */
  public ApiError because(String reason) {
    return new ApiError(status, code(), reason, param, status == 503 ? SOON : null, null);
  }

  public ApiException exception(Object... arguments) {
    return new ApiException(error(arguments));
  }

  /** The last number of the message. */
  private long exampleLimit() {
    return Long.parseLong(example.replaceAll(".*?(\\d+)\\D*$", "$1"));
  }

  /** What the description shows. */
  public ApiError example() {
    ApiError error = because(example);
    return status == 429 ? error.limited(exampleLimit(), "minute", Duration.ofSeconds(17)) : error;
  }
}
