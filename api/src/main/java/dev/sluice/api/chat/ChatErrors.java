package dev.sluice.api.chat;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.job.JobError;
import dev.sluice.provider.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a chat without an answer is to its caller. What the caller can mend is a 400; that the
 * provider failed, or refused Sluice itself, is a 502, with {@code Retry-After} where the provider
 * gave advice; that it took too long is a 504; that Sluice has no room is a 503. Codes and messages
 * are Sluice's own: nothing that a provider said is passed on.
 */
final class ChatErrors {

  static final ApiError OVERLOADED = ErrorCode.CHAT_OVERLOADED.error().after(Duration.ofSeconds(1));
  static final ApiError SHUTTING_DOWN = ErrorCode.SHUTTING_DOWN.error();

  private static final ApiError TIMEOUT = ErrorCode.PROVIDER_TIMEOUT.error();

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
      case CLIENT_GONE -> ErrorCode.CLIENT_CLOSED.error();
      case PROVIDER_SILENT, OUT_OF_TIME -> TIMEOUT;
      case SHUTTING_DOWN -> SHUTTING_DOWN;
      case ABANDONED -> ApiError.ofStatus(500);
    };
  }

  private static ApiError of(JobError error, @Nullable Duration advice) {
    ErrorCode code = ErrorCode.of(error).orElse(ErrorCode.PROVIDER_UNAVAILABLE);
    Duration retryAfter = code.status() == 503 ? Duration.ofSeconds(1) : advice;
    return code.because(error.message()).after(retryAfter);
  }
}
