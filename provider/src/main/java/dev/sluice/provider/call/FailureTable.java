package dev.sluice.provider.call;

import dev.sluice.job.JobError;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderErrors;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Classifies failures. A code that says more than the status decides first, then the status; an
 * error within an answer, whose status is 200, is decided by its own code. Otherwise a 4xx is
 * permanent and everything else retryable.
 *
 * <p>The statuses and codes are those of OpenAI's and Anthropic's error references.
 */
final class FailureTable {

  private record Verdict(JobError error, boolean retryable) {}

  private static final Map<String, Verdict> DECISIVE_CODES =
      Map.ofEntries(
          permanent("insufficient_quota", ProviderErrors.QUOTA_EXHAUSTED),
          permanent("billing_not_active", ProviderErrors.QUOTA_EXHAUSTED),
          permanent("billing_hard_limit_reached", ProviderErrors.QUOTA_EXHAUSTED),
          permanent("billing_error", ProviderErrors.QUOTA_EXHAUSTED),
          permanent("invalid_api_key", ProviderErrors.AUTHENTICATION),
          permanent("model_not_found", ProviderErrors.MODEL_NOT_FOUND),
          permanent("context_length_exceeded", ProviderErrors.TOO_LARGE),
          permanent("content_filter", ProviderErrors.CONTENT_REFUSED),
          permanent("content_policy_violation", ProviderErrors.CONTENT_REFUSED));

  private static final Map<String, Verdict> STREAM_CODES =
      Map.ofEntries(
          retryable("overloaded_error", ProviderErrors.OVERLOADED),
          retryable("rate_limit_error", ProviderErrors.RATE_LIMITED),
          retryable("rate_limit_exceeded", ProviderErrors.RATE_LIMITED),
          retryable("timeout_error", ProviderErrors.TIMEOUT),
          permanent("invalid_request_error", ProviderErrors.REJECTED),
          permanent("authentication_error", ProviderErrors.AUTHENTICATION),
          permanent("permission_error", ProviderErrors.AUTHENTICATION),
          permanent("not_found_error", ProviderErrors.MODEL_NOT_FOUND),
          permanent("request_too_large", ProviderErrors.TOO_LARGE));

  private static final Map<Integer, Verdict> STATUSES =
      Map.ofEntries(
          permanent(401, ProviderErrors.AUTHENTICATION),
          permanent(402, ProviderErrors.QUOTA_EXHAUSTED),
          permanent(403, ProviderErrors.AUTHENTICATION),
          permanent(404, ProviderErrors.MODEL_NOT_FOUND),
          retryable(408, ProviderErrors.TIMEOUT),
          retryable(409, ProviderErrors.CONFLICT),
          permanent(413, ProviderErrors.TOO_LARGE),
          retryable(429, ProviderErrors.RATE_LIMITED),
          retryable(504, ProviderErrors.TIMEOUT),
          // Cloudflare's "a timeout occurred", seen in front of both providers.
          retryable(524, ProviderErrors.TIMEOUT),
          // Anthropic's own status for an overload.
          retryable(529, ProviderErrors.OVERLOADED));

  private static final Verdict OTHER_4XX = new Verdict(ProviderErrors.REJECTED, false);
  private static final Verdict OTHER = new Verdict(ProviderErrors.UNAVAILABLE, true);

  private FailureTable() {}

  static Outcome outcome(Failure failure) {
    return switch (failure) {
      case Failure.ErrorAnswer answer -> outcome(verdict(answer), answer.retryAfter());
      case Failure.Unsupported _ -> new Outcome.Permanent(error(failure));
      case Failure.Trouble _ -> new Outcome.Retryable(error(failure), null);
    };
  }

  static JobError error(Failure failure) {
    return switch (failure) {
      case Failure.ErrorAnswer answer -> verdict(answer).error();
      case Failure.Unsupported(String message) ->
          new JobError(ProviderErrors.REJECTED.code(), message);
      case Failure.Trouble trouble ->
          switch (trouble) {
            case CONNECTION, TLS -> ProviderErrors.CONNECTION;
            case TRUNCATED -> ProviderErrors.TRUNCATED;
            case MALFORMED -> ProviderErrors.MALFORMED;
          };
    };
  }

  private static Outcome outcome(Verdict verdict, @Nullable Duration retryAfter) {
    return verdict.retryable()
        ? new Outcome.Retryable(verdict.error(), retryAfter)
        : new Outcome.Permanent(verdict.error());
  }

  private static Verdict verdict(Failure.ErrorAnswer answer) {
    return byCode(DECISIVE_CODES, answer.reasons()).orElseGet(() -> withoutDecisiveCode(answer));
  }

  private static Verdict withoutDecisiveCode(Failure.ErrorAnswer answer) {
    if (answer.status() < 300) {
      return byCode(STREAM_CODES, answer.reasons()).orElse(OTHER);
    }
    boolean callersFault = answer.status() >= 400 && answer.status() < 500;
    return STATUSES.getOrDefault(answer.status(), callersFault ? OTHER_4XX : OTHER);
  }

  private static Optional<Verdict> byCode(Map<String, Verdict> table, Set<String> reasons) {
    return reasons.stream().sorted().filter(table::containsKey).findFirst().map(table::get);
  }

  private static <K> Map.Entry<K, Verdict> permanent(K key, JobError error) {
    return Map.entry(key, new Verdict(error, false));
  }

  private static <K> Map.Entry<K, Verdict> retryable(K key, JobError error) {
    return Map.entry(key, new Verdict(error, true));
  }
}
