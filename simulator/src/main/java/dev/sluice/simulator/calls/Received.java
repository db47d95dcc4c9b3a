package dev.sluice.simulator.calls;

import java.time.Instant;
import java.util.Optional;

/**
 * What a call brought along.
 *
 * @param bodyHash SHA-256, hexadecimal
 * @param ask absent where the request could not be read
 */
public record Received(
    Instant at, String protocol, String bodyHash, Optional<Ask> ask, Optional<Sender> sender) {

  /** What was asked for; of the message the first 1000 characters are kept. */
  public record Ask(String model, boolean stream, String lastUserMessage) {

    private static final int LONGEST = 1_000;

    public Ask {
      if (lastUserMessage.length() > LONGEST) {
        lastUserMessage = lastUserMessage.substring(0, LONGEST);
      }
    }
  }

  /** Which attempt of which job the call says to be; either may be empty. */
  public record Sender(String jobId, String attempt) {}

  int characters() {
    return ask.map(asked -> asked.lastUserMessage().length()).orElse(0);
  }
}
