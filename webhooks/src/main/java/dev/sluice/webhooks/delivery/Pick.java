package dev.sluice.webhooks.delivery;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Up to this many due deliveries of one destination are to be claimed.
 *
 * @param endpoint absent for the webhooks of jobs themselves
 * @param probe whether the one delivery tells if the destination is alive again
 * @param version of the endpoint, see {@link DueDestination}
 * @param bytes that their bodies may have, all together
 */
public record Pick(
    String destination,
    @Nullable UUID endpoint,
    long version,
    int count,
    boolean probe,
    long bytes) {

  public Pick {
    if (count < 1 || (probe && count != 1)) {
      throw new IllegalArgumentException("a pick is of at least one delivery, a probe of one");
    }
  }
}
