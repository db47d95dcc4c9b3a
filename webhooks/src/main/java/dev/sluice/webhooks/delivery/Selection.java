package dev.sluice.webhooks.delivery;

import dev.sluice.webhooks.RowPosition;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * A filter as a statement that finds ids. For each status, or group of them, that has an index of
 * its own there is a part that says so literally, as a partial index is only used where the
 * statement implies its condition: {@code delivery_undelivered}, {@code delivery_due}, {@code
 * delivery_held}; {@code delivery_of_endpoint} for all else.
 */
final class Selection {

  private static final String NEWEST_FIRST = " ORDER BY created_at DESC, id DESC LIMIT ?";
  private static final String ANY_ORDER = " LIMIT ?";

  private final List<String> parts = new ArrayList<>();
  private final List<Object> parameters = new ArrayList<>();
  private final DeliveryFilter filter;
  private final @Nullable RowPosition start;
  private final String end;
  private final int max;

  private Selection(DeliveryFilter filter, @Nullable RowPosition start, String end, int max) {
    this.filter = filter;
    this.start = start;
    this.end = end;
    this.max = max;
    if (filter.statuses().isEmpty()) {
      part("", List.of());
    } else {
      byStatus(filter.statuses());
    }
  }

  /** Has the newest {@code max} after the position among what it finds. */
  static Selection newest(DeliveryFilter filter, @Nullable RowPosition start, int max) {
    return new Selection(filter, start, NEWEST_FIRST, max);
  }

  /** Finds all, or {@code max} at least. */
  static Selection all(DeliveryFilter filter, int max) {
    return new Selection(filter, null, ANY_ORDER, max);
  }

  String sql() {
    return String.join(" UNION ALL ", parts);
  }

  /** The values of the parameters, with one more behind them. */
  Object[] parameters(Object last) {
    List<Object> all = new ArrayList<>(parameters);
    all.add(last);
    return all.toArray();
  }

  private void byStatus(Set<DeliveryStatus> statuses) {
    Set<DeliveryStatus> undelivered = EnumSet.copyOf(DeliveryStatus.UNDELIVERED);
    undelivered.retainAll(statuses);
    if (!undelivered.isEmpty()) {
      Object[] names = undelivered.stream().map(DeliveryStatus::wireName).toArray();
      part(
          " AND status IN ('failed', 'held', 'discarded') AND status = ANY (?)",
          List.of(new SqlArrayValue("text", names)));
    }
    for (DeliveryStatus status : statuses) {
      switch (status) {
        case PENDING ->
            part(
                " AND status = 'pending' AND destination = ?",
                List.of(filter.webhook().toString()));
        case SENDING -> part(" AND status = 'sending'", List.of());
        case DELIVERED -> part(" AND status = 'delivered'", List.of());
        case FAILED, HELD, DISCARDED -> {}
      }
    }
  }

  private void part(String condition, List<Object> values) {
    StringBuilder sql = new StringBuilder("(SELECT id FROM delivery WHERE endpoint_id = ?");
    parameters.add(filter.webhook());
    sql.append(condition);
    parameters.addAll(values);
    add(sql, " AND event_type = ?", filter.event());
    add(sql, " AND created_at > ?", time(filter.createdAfter()));
    add(sql, " AND created_at < ?", time(filter.createdBefore()));
    if (start != null) {
      sql.append(" AND (created_at, id) < (?, ?)");
      Collections.addAll(
          parameters, OffsetDateTime.ofInstant(start.createdAt(), ZoneOffset.UTC), start.id());
    }
    parameters.add(max);
    parts.add(sql.append(end).append(')').toString());
  }

  private void add(StringBuilder sql, String condition, @Nullable Object value) {
    if (value != null) {
      sql.append(condition);
      parameters.add(value);
    }
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
