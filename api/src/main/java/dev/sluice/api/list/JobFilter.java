package dev.sluice.api.list;

import static dev.sluice.api.list.PageQuery.single;

import dev.sluice.job.JobStatus;
import dev.sluice.job.TenantId;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
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

  private static final String METADATA = "metadata.";
  private static final int MAX_METADATA = 16;
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}");

  JobFilter {
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /**
   * Reads query parameters. Unknown ones are ignored; a known one may be given once.
   *
   * @throws InvalidFieldException where one is out of bounds
   */
  static JobFilter of(Map<String, String[]> parameters) {
    return new JobFilter(
        single(parameters, "status").map(JobFilter::status).orElse(null),
        single(parameters, "model").map(JobFilter::model).orElse(null),
        TimeParameters.after(parameters, "created_after").orElse(null),
        TimeParameters.before(parameters, "created_before").orElse(null),
        metadata(parameters));
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

  private static JobStatus status(String value) {
    return JobStatus.ofWireName(value)
        .orElseThrow(() ->
            invalid("status", "must be one of pending, processing, completed, failed, cancelled."));
  }

  private static String model(String value) {
    if (!MODEL.matcher(value).matches()) {
      throw invalid("model", "must be a model's name.");
    }
    return value;
  }

  private static Map<String, String> metadata(Map<String, String[]> parameters) {
    Map<String, String> metadata = new HashMap<>();
    for (String name : parameters.keySet()) {
      if (name.startsWith(METADATA)) {
        String key = name.substring(METADATA.length());
        metadata.put(key, metadataValue(parameters, name, key));
      }
    }
    if (metadata.size() > MAX_METADATA) {
      throw invalid("metadata", "must have at most %d pairs.".formatted(MAX_METADATA));
    }
    return metadata;
  }

  private static String metadataValue(Map<String, String[]> parameters, String name, String key) {
    // The message does not repeat a name that is too long or not printable.
    if (!isText(key, 1, 64)) {
      throw invalid("metadata.", "must be followed by a key of 1 to 64 characters without NUL.");
    }
    String value = single(parameters, name).orElse("");
    if (!isText(value, 0, 512)) {
      throw invalid(name, "must have at most 512 characters, none of them NUL.");
    }
    return value;
  }

  private static boolean isText(String text, int min, int max) {
    int length = text.codePointCount(0, text.length());
    return length >= min && length <= max && text.indexOf('\0') < 0;
  }

  private static InvalidFieldException invalid(String name, String rule) {
    return new InvalidFieldException(name, name + " " + rule);
  }
}
