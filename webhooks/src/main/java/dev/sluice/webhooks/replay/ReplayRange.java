package dev.sluice.webhooks.replay;

import dev.sluice.webhooks.delivery.DeliveryStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The deliveries that a replay sends again.
 *
 * @param since inclusive, by the deliveries' creation
 * @param until exclusive
 * @param statuses never empty, neither pending nor sending
 */
public record ReplayRange(Instant since, Instant until, Set<DeliveryStatus> statuses) {

  /** Statuses, and the time before which a delivery must have ended; held ones have not ended. */
  static final String MATCHES = "d.status = ANY (?) AND coalesce(d.completed_at < %s, true)";

  public ReplayRange {
    statuses = Set.copyOf(statuses);
  }

  List<String> statusNames() {
    return statuses.stream().sorted().map(DeliveryStatus::wireName).toList();
  }

  /**
   * The condition of the index {@code delivery_undelivered}, if it covers the statuses: PostgreSQL
   * uses a partial index only if the statement repeats its condition.
   */
  static String indexCondition(Collection<String> statuses) {
    return DeliveryStatus.UNDELIVERED.stream()
            .map(DeliveryStatus::wireName)
            .toList()
            .containsAll(statuses)
        ? "AND d.status IN ('failed', 'held', 'discarded')"
        : "";
  }
}
