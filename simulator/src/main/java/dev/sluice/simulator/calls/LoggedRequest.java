package dev.sluice.simulator.calls;

import java.time.Instant;
import java.util.Optional;

/**
 * The request of a logged call.
 *
 * @param bodyHash SHA-256, hexadecimal
 * @param details empty if the request is invalid
 */
public record LoggedRequest(
    Instant at,
    String protocol,
    String bodyHash,
    Optional<Details> details,
    Optional<JobAttempt> jobAttempt) {

  /** Fields of a valid request. The message is truncated to 1000 characters. */
  public record Details(String model, boolean stream, String lastUserMessage) {

    private static final int LONGEST = 1_000;

    public Details {
      if (lastUserMessage.length() > LONGEST) {
        lastUserMessage = lastUserMessage.substring(0, LONGEST);
      }
    }
  }

  /** The job and attempt that the caller names in its headers; either may be empty. */
  public record JobAttempt(String jobId, String attempt) {}

  int characters() {
    return details.map(it -> it.lastUserMessage().length()).orElse(0);
  }
}
