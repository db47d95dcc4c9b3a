package dev.sluice.webhooks.replay;

import dev.sluice.webhooks.delivery.DeliveryStatus;
import java.time.Instant;
import java.util.Set;

/**
 * Which deliveries a replay sends again.
 *
 * @param since inclusive, by the deliveries' creation
 * @param until exclusive
 * @param statuses never empty, neither pending nor sending
 */
public record ReplayRange(Instant since, Instant until, Set<DeliveryStatus> statuses) {

  public ReplayRange {
    statuses = Set.copyOf(statuses);
  }
}
