package dev.sluice.webhooks.delivery;

import dev.sluice.webhooks.RowPosition;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * A {@link DeliveryFilter} as a query for ids. Has a part for each status, or group of statuses,
 * that has its own index: PostgreSQL uses a partial index only if the statement repeats its
 * condition literally. The indexes are {@code delivery_undelivered}, {@code delivery_due}, {@code
 * delivery_held}, and {@code delivery_of_endpoint} for everything else.
 */
final class SelectedIds {

  private final List<String> parts = new ArrayList<>();
  private final List<@Nullable Object> parameters = new ArrayList<>();
  private final DeliveryFilter filter;
  private final RowPosition start;
  private final int max;

  /** Includes the newest {@code max} deliveries after a position. */
  SelectedIds(DeliveryFilter filter, RowPosition start, int max) {
    this.filter = filter;
    this.start = start;
    this.max = max;
    Set<DeliveryStatus> undelivered = EnumSet.copyOf(DeliveryStatus.UNDELIVERED);
    undelivered.retainAll(filter.statuses());
    if (!undelivered.isEmpty()) {
      Object[] names = undelivered.stream().map(DeliveryStatus::wireName).toArray();
      part(
          "AND status IN ('failed', 'held', 'discarded') AND status = ANY (?)",
          new SqlArrayValue("text", names));
    }
    for (DeliveryStatus status : filter.statuses()) {
      switch (status) {
        case PENDING ->
            part("AND status = 'pending' AND destination = ?", filter.webhook().toString());
        case SENDING -> part("AND status = 'sending'");
        case DELIVERED -> part("AND status = 'delivered'");
        case FAILED, HELD, DISCARDED -> {}
      }
    }
    if (filter.statuses().isEmpty()) {
      part("");
    }
  }

  String sql() {
    return String.join(" UNION ALL ", parts);
  }

  /** The query's parameters, followed by one more. */
  @Nullable Object[] parameters(Object last) {
    parameters.add(last);
    return parameters.toArray();
  }

  private void part(String status, Object... values) {
    parts.add(
        """
        (SELECT id FROM delivery
         WHERE endpoint_id = ? AND created_at > ? AND created_at < ? AND (created_at, id) < (?, ?)
           AND event_type = coalesce(?, event_type) %s
         ORDER BY created_at DESC, id DESC
         LIMIT ?)
        """
            .formatted(status));
    parameters.add(filter.webhook());
    parameters.add(time(filter.createdAfter(), OffsetDateTime.MIN));
    parameters.add(time(filter.createdBefore(), OffsetDateTime.MAX));
    parameters.add(time(start.createdAt(), OffsetDateTime.MAX));
    parameters.add(start.id());
    parameters.add(filter.event());
    parameters.addAll(List.of(values));
    parameters.add(max);
  }

  /** PostgreSQL's driver sends the extremes as {@code -infinity} and {@code infinity}. */
  private static OffsetDateTime time(@Nullable Instant instant, OffsetDateTime otherwise) {
    return instant == null ? otherwise : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
