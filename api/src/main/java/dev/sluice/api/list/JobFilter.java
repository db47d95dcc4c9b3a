package dev.sluice.api.list;

import dev.sluice.job.JobStatus;
import dev.sluice.job.TenantId;
import dev.sluice.wire.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a listing of jobs; all must hold.
 *
 * @param createdAfter exclusive
 * @param createdBefore exclusive
 * @param metadata the job must have all pairs
 */
record JobFilter(
    @Nullable JobStatus status,
    @Nullable String model,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore,
    Map<String, String> metadata) {

  JobFilter {
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** Equal exactly for equal filters; cursors are bound to it. */
  String identity() {
    return Json.mapper().writeValueAsString(this);
  }

  /** The conditions on {@code job}, joined by AND; their values are added to the parameters. */
  String conditions(TenantId tenant, List<Object> parameters) {
    StringBuilder conditions = new StringBuilder("tenant = ? AND NOT stub");
    parameters.add(tenant.value());
    add(conditions, parameters, " AND status = ?", status == null ? null : status.wireName());
    add(conditions, parameters, " AND model = ?", model);
    add(conditions, parameters, " AND created_at > ?", time(createdAfter));
    add(conditions, parameters, " AND created_at < ?", time(createdBefore));
    if (!metadata.isEmpty()) {
      // The first condition is redundant; it lets the planner use the partial index.
      conditions.append(" AND metadata <> '{}' AND metadata @> ?::jsonb");
      parameters.add(Json.mapper().writeValueAsString(metadata));
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
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
