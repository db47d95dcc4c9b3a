package dev.sluice.provider.call;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.JobError;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderErrors;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why an exchange failed. Of a provider's error, a code that says more than the status decides
 * first, then the status; an error within an answer, whose status is 200, is decided by its own
 * code. Otherwise a 4xx is permanent and everything else retryable. The statuses and codes are
 * those of OpenAI's and Anthropic's error references.
 *
 * @param retryAfter from the response's headers
 * @param broken whether the exchange broke, as it also does at the deadline and on an interrupt
 * @param unanswered whether no byte of a response arrived, so that the exchange can be repeated
 */
public record Failure(
    JobError error,
    boolean retryable,
    @Nullable Duration retryAfter,
    boolean broken,
    boolean unanswered) {

  /** Refused, reset, unreachable, or an unknown host. */
  static final Failure CONNECTION = new Failure(ProviderErrors.CONNECTION, true, null, true, true);

  /** The TLS handshake failed. */
  static final Failure TLS = new Failure(ProviderErrors.CONNECTION, true, null, true, false);

  /** A response began and did not end properly. */
  public static final Failure TRUNCATED =
      new Failure(ProviderErrors.TRUNCATED, true, null, true, false);

  /** A response ended properly and does not conform to the protocol. */
  public static final Failure MALFORMED =
      new Failure(ProviderErrors.MALFORMED, true, null, true, false);

  private static final Map<String, Failure> DECISIVE_CODES =
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

  private static final Map<String, Failure> STREAM_CODES =
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

  private static final Map<Integer, Failure> STATUSES =
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

  private static final Failure OTHER_4XX = permanent(ProviderErrors.REJECTED);
  private static final Failure OTHER = retryable(ProviderErrors.UNAVAILABLE);

  public Failure {
    requireNonNull(error);
  }

  /**
   * A request that cannot be expressed in the provider's protocol; it was not sent.
   *
   * @param message for the customer
   */
  public static Failure unsupported(String message) {
    return permanent(new JobError(ProviderErrors.REJECTED.code(), message));
  }

  /**
   * An error that the provider returned.
   *
   * @param status of the HTTP response; for an error within an answer its own code, or else 200
   * @param codes the error's type and code; empty if the body was no error object
   */
  static Failure of(int status, Set<String> codes, @Nullable Duration retryAfter) {
    Failure failure = byCode(DECISIVE_CODES, codes).orElseGet(() -> byStatus(status, codes));
    return new Failure(failure.error, failure.retryable, retryAfter, false, false);
  }

  private static Failure byStatus(int status, Set<String> codes) {
    if (status < 300) {
      return byCode(STREAM_CODES, codes).orElse(OTHER);
    }
    return STATUSES.getOrDefault(status, status >= 400 && status < 500 ? OTHER_4XX : OTHER);
  }

  private static Optional<Failure> byCode(Map<String, Failure> table, Set<String> codes) {
    return codes.stream().sorted().filter(table::containsKey).findFirst().map(table::get);
  }

  private static <K> Map.Entry<K, Failure> permanent(K key, JobError error) {
    return Map.entry(key, permanent(error));
  }

  private static <K> Map.Entry<K, Failure> retryable(K key, JobError error) {
    return Map.entry(key, retryable(error));
  }

  private static Failure permanent(JobError error) {
    return new Failure(error, false, null, false, false);
  }

  private static Failure retryable(JobError error) {
    return new Failure(error, true, null, false, false);
  }

  Outcome outcome() {
    return retryable ? new Outcome.Retryable(error, retryAfter) : new Outcome.Permanent(error);
  }
}
