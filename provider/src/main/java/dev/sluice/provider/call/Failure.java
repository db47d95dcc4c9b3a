package dev.sluice.provider.call;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why an exchange failed, in the provider's terms. */
public sealed interface Failure {

  /**
   * The provider answered with an error.
   *
   * @param status of the HTTP response; for an error within an answer its own code, or else 200
   * @param reasons the error's type and code; empty if the body was no error object
   * @param retryAfter from the response's headers
   */
  record ErrorAnswer(int status, Set<String> reasons, @Nullable Duration retryAfter)
      implements Failure {
    public ErrorAnswer {
      reasons = Set.copyOf(reasons);
    }
  }

  /**
   * The request cannot be expressed in the provider's protocol; it was not sent.
   *
   * @param message for the customer
   */
  record Unsupported(String message) implements Failure {}

  /** The exchange broke. */
  enum Trouble implements Failure {
    /** No byte of a response arrived: refused, reset, unreachable, unknown host. */
    CONNECTION,
    /** The TLS handshake failed. */
    TLS,
    /** A response began and did not end properly. */
    TRUNCATED,
    /** A response ended properly and does not conform to the protocol. */
    MALFORMED
  }
}
