package dev.sluice.webhooks.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The result of one {@link ClaimRequest}.
 *
 * @param allowed how many the rate limit permitted; zero if the endpoint accepts none now
 * @param found how many of those were due and not locked
 * @param claims the claimed ones of these, oldest first
 * @param oversized size of the first body that exceeded the byte limit
 * @param next when the rate limit permits another delivery; empty for endpoints without a limit,
 *     and if another dispatcher had locked the endpoint's rate
 */
public record ClaimResult(
    ClaimRequest request,
    int allowed,
    int found,
    List<Claim> claims,
    OptionalLong oversized,
    Optional<Duration> next) {

  /** The total size of the claimed bodies. */
  public long bytes() {
    return claims.stream().mapToLong(claim -> claim.body().length).sum();
  }

  /** Whether the destination has no further due deliveries. */
  public boolean exhausted() {
    return found < allowed && claims.size() == found;
  }
}
