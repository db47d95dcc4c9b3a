package dev.sluice.webhooks.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The result of one {@link ClaimRequest}.
 *
 * @param allowed how many the rate limit permitted; zero if the endpoint accepts none now
 * @param found how many of those were due and not locked
 * @param claimed how many of those were claimed, oldest first
 * @param bytes total size of the claimed bodies
 * @param oversized size of the first body that exceeded the byte limit
 * @param next when the rate limit permits another delivery; empty for endpoints without a limit,
 *     and if another dispatcher had locked the endpoint's rate
 */
public record ClaimResult(
    ClaimRequest request,
    int allowed,
    int found,
    int claimed,
    long bytes,
    OptionalLong oversized,
    Optional<Duration> next) {

  ClaimResult plus(Claim claim) {
    long total = bytes + claim.body().length;
    return new ClaimResult(request, allowed, found, claimed + 1, total, oversized, next);
  }

  /** Whether the destination has no further due deliveries. */
  public boolean exhausted() {
    return found < allowed && claimed == found;
  }
}
