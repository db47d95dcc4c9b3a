package dev.sluice.webhooks.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What came of a pick.
 *
 * @param allowed as many as the rate limit let pass of those asked for; zero where the endpoint
 *     takes none now
 * @param found of these, how many were due and free
 * @param claimed of these, how many were taken; the first ones
 * @param bytes their bodies, all together
 * @param missed size of the first body that went beyond the pick's bytes; empty where none did
 * @param next for an endpoint with a rate limit, when another one may go; empty for others, and
 *     where another dispatcher was at it
 */
public record Taken(
    Pick pick,
    int allowed,
    int found,
    int claimed,
    long bytes,
    OptionalLong missed,
    Optional<Duration> next) {

  /** With one more that was claimed. */
  public Taken with(int body) {
    return new Taken(pick, allowed, found, claimed + 1, bytes + body, missed, next);
  }

  /** Nothing more of this destination is due now. */
  public boolean exhausted() {
    return found < allowed && claimed == found;
  }
}
