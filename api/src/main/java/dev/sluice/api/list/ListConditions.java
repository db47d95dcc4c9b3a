package dev.sluice.api.list;

import dev.sluice.job.TenantId;
import dev.sluice.wire.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A filter as the conditions of a statement over {@code job}. */
final class ListConditions {

  private ListConditions() {}

  /** The conditions, joined by AND; their values are added to {@code parameters}, in order. */
  static String write(TenantId tenant, JobFilter filter, List<Object> parameters) {
    StringBuilder conditions = new StringBuilder("tenant = ? AND NOT stub");
    parameters.add(tenant.value());
    add(
        conditions,
        parameters,
        " AND status = ?",
        filter.status() == null ? null : filter.status().wireName());
    add(conditions, parameters, " AND model = ?", filter.model());
    add(conditions, parameters, " AND created_at > ?", time(filter.createdAfter()));
    add(conditions, parameters, " AND created_at < ?", time(filter.createdBefore()));
    if (!filter.metadata().isEmpty()) {
      // The first half says nothing new, and makes the partial index usable.
      conditions.append(" AND metadata <> '{}' AND metadata @> ?::jsonb");
      parameters.add(Json.mapper().writeValueAsString(filter.metadata()));
    }
    return conditions.toString();
  }

  private static void add(
      StringBuilder conditions,
      List<Object> parameters,
      String condition,
      @Nullable Object parameter) {
    if (parameter != null) {
      conditions.append(condition);
      parameters.add(parameter);
    }
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
