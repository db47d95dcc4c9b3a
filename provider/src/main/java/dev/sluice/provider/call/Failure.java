package dev.sluice.provider.call;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why an exchange brought no answer, in the provider's terms. */
public sealed interface Failure {

  /**
   * The provider answered with an error.
   *
   * @param status of the HTTP response; where the error came within an answer, its own code, or 200
   *     where it has none
   * @param reasons the provider's own words for it, its error type and code; empty where its body
   *     was no error object
   * @param retryAfter from the response's headers
   */
  record ErrorAnswer(int status, Set<String> reasons, @Nullable Duration retryAfter)
      implements Failure {
    public ErrorAnswer {
      reasons = Set.copyOf(reasons);
    }
  }

  /**
   * The request has something that the provider's protocol cannot say; it was not sent.
   *
   * @param message for the customer
   */
  record Unsupported(String message) implements Failure {}

  /** Something broke on the way. */
  enum Trouble implements Failure {
    /** No byte of a response arrived: refused, reset, unreachable, unknown host. */
    CONNECTION,
    /** No TLS session came about. */
    TLS,
    /** A response began and did not end properly. */
    TRUNCATED,
    /** A response ended properly and is not what the protocol says. */
    MALFORMED
  }
}
