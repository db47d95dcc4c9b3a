package dev.sluice.webhooks.delivery;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request to claim up to {@code count} due deliveries of one destination.
 *
 * @param endpoint null for the webhooks of jobs
 * @param version of the endpoint, see {@link DueDestination}
 * @param probe whether the single delivery tests if the destination has recovered
 * @param bytes limit for the total size of the bodies
 */
public record ClaimRequest(
    String destination,
    @Nullable UUID endpoint,
    long version,
    int count,
    boolean probe,
    long bytes) {

  public ClaimRequest {
    if (count < 1 || (probe && count != 1)) {
      throw new IllegalArgumentException("a request claims at least one delivery, a probe one");
    }
  }
}
