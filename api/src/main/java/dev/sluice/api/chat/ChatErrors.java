package dev.sluice.api.chat;

import dev.sluice.api.errors.ApiError;
import dev.sluice.job.JobError;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderErrors;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a chat without an answer is to its caller. What the caller can mend is a 400; that the
 * provider failed, or refused Sluice itself, is a 502, with {@code Retry-After} where the provider
 * gave advice; that it took too long is a 504; that Sluice has no room is a 503. Codes and messages
 * are Sluice's own: nothing that a provider said is passed on.
 */
final class ChatErrors {

  /** As nginx has it: whoever is still there to read it has only closed half of the connection. */
  private static final int CLIENT_CLOSED = 499;

  static final ApiError OVERLOADED =
      new ApiError(
          503,
          "chat_overloaded",
          "All chats that are served at a time are taken; please try again.",
          null,
          Duration.ofSeconds(1));
  static final ApiError SHUTTING_DOWN =
      ApiError.unavailable("shutting_down", "This server is being stopped; please try again.");

  private static final ApiError TIMEOUT =
      ApiError.of(504, "provider_timeout", "The provider did not answer in time.");

  /** Errors that are neither a 502 nor a fault of this process: status and field. */
  private record Kind(int status, @Nullable String param) {}

  private static final Map<String, Kind> KINDS =
      Map.of(
          ProviderErrors.REJECTED.code(), new Kind(400, null),
          ProviderErrors.TOO_LARGE.code(), new Kind(400, null),
          ProviderErrors.CONTENT_REFUSED.code(), new Kind(400, null),
          ProviderErrors.MODEL_NOT_FOUND.code(), new Kind(400, "model"),
          ProviderErrors.MODEL_NOT_ROUTED.code(), new Kind(400, "model"),
          ProviderErrors.TIMEOUT.code(), new Kind(504, null),
          ProviderErrors.BUSY.code(), new Kind(503, null));

  private static final Kind PROVIDERS_FAULT = new Kind(502, null);

  private ChatErrors() {}

  static ApiError of(Outcome outcome, ChatRun run) {
    return switch (outcome) {
      case Outcome.Permanent(JobError error) -> of(error, null);
      case Outcome.Retryable(JobError error, Duration retryAfter) -> of(error, retryAfter);
      case Outcome.DeadlinePassed() -> TIMEOUT;
      case Outcome.Aborted() -> of(run.aborted().orElse(ChatRun.Abort.ABANDONED));
      case Outcome.Completed _ -> throw new IllegalArgumentException("an answer is no error");
    };
  }

  private static ApiError of(ChatRun.Abort reason) {
    return switch (reason) {
      case CLIENT_GONE ->
          ApiError.of(CLIENT_CLOSED, "client_closed", "The client closed the connection.");
      case PROVIDER_SILENT, OUT_OF_TIME -> TIMEOUT;
      case SHUTTING_DOWN -> SHUTTING_DOWN;
      case ABANDONED -> ApiError.ofStatus(500);
    };
  }

  private static ApiError of(JobError error, @Nullable Duration advice) {
    Kind kind = KINDS.getOrDefault(error.code(), PROVIDERS_FAULT);
    Duration retryAfter = kind.status() == 503 ? Duration.ofSeconds(1) : advice;
    return new ApiError(kind.status(), error.code(), error.message(), kind.param(), retryAfter);
  }
}
