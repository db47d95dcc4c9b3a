package dev.sluice.api.chat;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.job.JobError;
import dev.sluice.provider.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The errors of failed chats: 400 for what the caller can fix; 502 if the provider failed or
 * refused Sluice itself, with {@code Retry-After} if the provider sent one; 504 for timeouts; 503
 * without a free slot. Nothing that a provider said is passed on.
 */
final class ChatErrors {

  static final ApiError OVERLOADED = ErrorCode.CHAT_OVERLOADED.error().after(Duration.ofSeconds(1));
  static final ApiError SHUTTING_DOWN = ErrorCode.SHUTTING_DOWN.error();

  private ChatErrors() {}

  /**
   * @param reason of an outcome that is aborted
   */
  static ApiError of(Outcome outcome, AbortableCall.Abort reason) {
    return switch (outcome) {
      case Outcome.Permanent(JobError error) -> of(error, null);
      case Outcome.Retryable(JobError error, Duration retryAfter) -> of(error, retryAfter);
      case Outcome.DeadlinePassed() -> ErrorCode.PROVIDER_TIMEOUT.error();
      case Outcome.Aborted() ->
          switch (reason) {
            case CLIENT_GONE -> ErrorCode.CLIENT_CLOSED.error();
            case PROVIDER_SILENT -> ErrorCode.PROVIDER_TIMEOUT.error();
            case SHUTTING_DOWN -> SHUTTING_DOWN;
          };
      case Outcome.Completed _ -> throw new IllegalArgumentException("an answer is no error");
    };
  }

  private static ApiError of(JobError error, @Nullable Duration advice) {
    ErrorCode code = ErrorCode.of(error).orElse(ErrorCode.PROVIDER_UNAVAILABLE);
    Duration retryAfter = code.status() == 503 ? Duration.ofSeconds(1) : advice;
    return code.because(error.message()).after(retryAfter);
  }
}
