package dev.sluice.api.describe;

import dev.sluice.api.errors.ApiError;
import dev.sluice.job.JobError;
import dev.sluice.provider.ProviderErrors;
import dev.sluice.wire.Json;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;

/** The answers of status 400 and above that operations give, by their codes. */
@SuppressWarnings("ImmutableEnumChecker") // An ApiError is a record of values.
enum Refusal {
  BAD_REQUEST(ApiError.ofStatus(400)),
  MALFORMED_JSON(
      ApiError.invalid("malformed_json", "The body is not a valid JSON document.", null)),
  INVALID_FIELD(
      ApiError.invalid(
          "validation_error", "max_tokens must be an integer from 1 to 128000.", "max_tokens")),
  INVALID_PARAMETER(
      ApiError.invalid(
          "validation_error", "wait must be an integer from 0 to 60, in seconds.", "wait")),
  INVALID_CURSOR(
      ApiError.invalid(
          "invalid_cursor",
          "cursor must be a next_cursor of this listing, with the same filters.",
          "cursor")),
  TOKEN_LIMIT_TOO_SMALL(
      ApiError.invalid(
          "token_limit_too_small",
          "The request needs up to 128021 tokens, prompt and max_tokens together; the limit is"
              + " 100000 per minute.",
          null)),
  EMPTY_BATCH(ApiError.of(400, "empty_batch", "The batch has no line with a request.")),
  PROVIDER_REJECTED(of(400, ProviderErrors.REJECTED)),
  REQUEST_TOO_LARGE(of(400, ProviderErrors.TOO_LARGE)),
  CONTENT_REFUSED(of(400, ProviderErrors.CONTENT_REFUSED)),
  MODEL_NOT_FOUND(of(400, ProviderErrors.MODEL_NOT_FOUND)),
  MODEL_NOT_ROUTED(of(400, ProviderErrors.MODEL_NOT_ROUTED)),
  INVALID_IDEMPOTENCY_KEY(
      ApiError.invalid(
          "invalid_idempotency_key",
          "Idempotency-Key must be given once, with 1 to 255 visible ASCII characters.",
          "Idempotency-Key")),
  MISSING_CREDENTIALS(
      ApiError.of(
          401,
          "missing_credentials",
          "An API key is required, in X-API-Key or as a bearer token.")),
  INVALID_CREDENTIALS(
      ApiError.of(401, "invalid_credentials", "The credentials are not valid or have expired.")),
  INSUFFICIENT_SCOPE(
      ApiError.of(403, "insufficient_scope", "The credentials lack the scope that this needs.")),
  JOB_NOT_FOUND(ApiError.of(404, "job_not_found", "Job not found")),
  KEY_NOT_FOUND(ApiError.of(404, "key_not_found", "Key not found")),
  WEBHOOK_NOT_FOUND(ApiError.of(404, "webhook_not_found", "Webhook not found")),
  PUBLIC_KEY_NOT_FOUND(
      ApiError.of(404, "public_key_not_found", "The webhook has no asymmetric signature")),
  DELIVERY_NOT_FOUND(ApiError.of(404, "delivery_not_found", "Delivery not found")),
  REPLAY_NOT_FOUND(ApiError.of(404, "replay_not_found", "Replay not found")),
  NOT_ACCEPTABLE(ApiError.notAcceptable(List.of(Op.JSON))),
  EVENTS_NOT_ACCEPTABLE(ApiError.notAcceptable(List.of(Op.EVENTS))),
  REQUEST_TIMEOUT(ApiError.ofStatus(408)),
  NOT_ENDED(
      ApiError.of(
          409,
          "job_not_ended",
          "Only a failed or cancelled job can be retried; this one is pending.")),
  COMPLETED(ApiError.of(409, "job_completed", "The job has completed; there is nothing to retry.")),
  REQUEST_UNKNOWN(
      ApiError.of(
          409,
          "job_request_unknown",
          "The job was cancelled before it was stored; its request is not known.")),
  SECRET_UNREADABLE(
      ApiError.of(
          409,
          "webhook_secret_unreadable",
          "The job's webhook secret can no longer be read; submit the job anew.")),
  TOO_MANY_WEBHOOKS(
      ApiError.of(409, "too_many_webhooks", "There are 100 webhooks already; delete one first.")),
  TOO_MANY_SECRETS(
      ApiError.of(
          409,
          "too_many_secrets",
          "5 secrets are valid at a time; wait for one to expire, or rotate with grace_seconds"
              + " 0.")),
  WEBHOOK_DISABLED(
      ApiError.of(409, "webhook_disabled", "The webhook is disabled; enable it first.")),
  DELIVERY_UNDER_WAY(
      ApiError.of(
          409, "delivery_under_way", "The delivery is under way: it waits or is being sent.")),
  WEBHOOK_DELETED(
      ApiError.of(409, "webhook_deleted", "The webhook is deleted; nothing is sent to it.")),
  TOO_MANY_REPLAYS(
      ApiError.of(
          409, "too_many_replays", "5 replays are running; wait for one to end, or cancel one.")),
  BODY_TOO_LARGE(ApiError.of(413, "body_too_large", "The body must have at most 4194304 bytes.")),
  UNSUPPORTED_MEDIA_TYPE(ApiError.unsupportedMediaType(List.of(Op.JSON))),
  LINES_EXPECTED(ApiError.unsupportedMediaType(List.of(Op.NDJSON))),
  KEY_REUSED(
      ApiError.of(
          422,
          "idempotency_key_reused",
          "This Idempotency-Key was used before with another request.")),
  RATE_LIMITED(
      limited("request_limit_exceeded", "The limit of 60 requests per minute is used up.", 60)),
  POLLS_LIMITED(
      limited("poll_limit_exceeded", "The limit of 600 polls per minute is used up.", 600)),
  TOKENS_LIMITED(
      limited(
          "token_limit_exceeded",
          "The request needs up to 1021 tokens; too few of the limit of 100000 tokens per minute"
              + " are left.",
          100_000)),
  PROVIDER_RATE_LIMITED(of(502, ProviderErrors.RATE_LIMITED)),
  PROVIDER_OVERLOADED(of(502, ProviderErrors.OVERLOADED)),
  PROVIDER_UNAVAILABLE(of(502, ProviderErrors.UNAVAILABLE)),
  PROVIDER_CONNECTION(of(502, ProviderErrors.CONNECTION)),
  PROVIDER_CONFLICT(of(502, ProviderErrors.CONFLICT)),
  PROVIDER_TRUNCATED(of(502, ProviderErrors.TRUNCATED)),
  PROVIDER_MALFORMED(of(502, ProviderErrors.MALFORMED)),
  PROVIDER_AUTHENTICATION(of(502, ProviderErrors.AUTHENTICATION)),
  PROVIDER_QUOTA_EXHAUSTED(of(502, ProviderErrors.QUOTA_EXHAUSTED)),
  PROVIDER_NOT_CONFIGURED(of(502, ProviderErrors.NOT_CONFIGURED)),
  PROVIDER_TIMED_OUT(of(504, ProviderErrors.TIMEOUT)),
  PROVIDER_BUSY(of(503, ProviderErrors.BUSY)),
  CHAT_OVERLOADED(
      ApiError.unavailable(
          "chat_overloaded", "All chats that are served at a time are taken; please try again.")),
  SHUTTING_DOWN(
      ApiError.unavailable("shutting_down", "This server is being stopped; please try again.")),
  TOO_MANY_WATCHERS(
      ApiError.unavailable(
          "too_many_watchers", "Too many jobs are being watched; try again, or poll.")),
  TOO_MANY_BATCHES(
      ApiError.unavailable("too_many_batches", "Too many batches are under way; try again.")),
  AUTHENTICATION_UNAVAILABLE(
      ApiError.unavailable(
          "authentication_unavailable", "Credentials cannot be checked at the moment.")),
  DATABASE_UNAVAILABLE(
      ApiError.unavailable("database_unavailable", "The database is not available.")),
  SUBMISSION_UNAVAILABLE(
      ApiError.unavailable(
          "submission_unavailable", "The job was not accepted; please try again.")),
  OVERLOADED(
      ApiError.unavailable("overloaded", "Too many large requests at once; please try again."));

  private final ApiError error;

  Refusal(ApiError error) {
    this.error = error;
  }

  private static ApiError of(int status, JobError error) {
    return ApiError.of(status, error.code(), error.message());
  }

  private static ApiError limited(String code, String message, long limit) {
    return ApiError.limited(
        code, message, new ApiError.Exceeded(limit, "minute"), Duration.ofSeconds(17));
  }

  /** What whatever makes one new job may be refused with, whichever job it is to be. */
  static Refusal[] ofSubmissions() {
    return new Refusal[] {
      INVALID_IDEMPOTENCY_KEY, KEY_REUSED, TOKEN_LIMIT_TOO_SMALL, TOKENS_LIMITED
    };
  }

  /** What a chat may end with where its provider does not answer. */
  static Refusal[] ofProviders() {
    return EnumSet.range(PROVIDER_RATE_LIMITED, SHUTTING_DOWN).toArray(Refusal[]::new);
  }

  int status() {
    return error.status();
  }

  String code() {
    return error.code();
  }

  /** The body, as it is sent. */
  Map<String, Object> example() {
    return Json.mapper().convertValue(error.toJson(), new TypeReference<>() {});
  }
}
