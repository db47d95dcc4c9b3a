package dev.sluice.schema;

import dev.sluice.job.Job;
import dev.sluice.job.JobError;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.job.TenantId;
import dev.sluice.wire.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** A row of {@code job} as the API and the events show it, and its tenant. */
public record JobRow(TenantId tenant, Job job) {

  /** The columns for {@link #map}. */
  public static final String COLUMNS =
      """
      job.id, job.tenant, job.status, job.created_at, job.started_at, job.completed_at,
      job.progress, job.attempt, job.model, job.result, job.error_code, job.error_message,
      job.metadata, job.retried_from
      """;

  /** The same without the result, for frequent polls. */
  public static final String COLUMNS_WITHOUT_RESULT =
      COLUMNS.replace("job.result", "NULL AS result");

  private static final TypeReference<Map<String, String>> METADATA = new TypeReference<>() {};

  /** Spring's {@code RowMapper} over {@link #COLUMNS}. */
  public static JobRow map(ResultSet row, int rowNumber) throws SQLException {
    UUID retriedFrom = row.getObject("retried_from", UUID.class);
    return new JobRow(
        new TenantId(row.getString("tenant")),
        new Job(
            new JobId(row.getObject("id", UUID.class)),
            status(row.getString("status")),
            instant(row, "created_at"),
            instant(row, "started_at"),
            instant(row, "completed_at"),
            row.getDouble("progress"),
            row.getInt("attempt"),
            row.getString("model"),
            row.getString("result"),
            error(row),
            metadata(row),
            retriedFrom == null ? null : new JobId(retriedFrom)));
  }

  /** The column {@code metadata}. */
  public static Map<String, String> metadata(ResultSet row) throws SQLException {
    String json = row.getString("metadata");
    return json.equals("{}") ? Map.of() : Json.mapper().readValue(json, METADATA);
  }

  /** A timestamptz column. */
  public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  private static @Nullable JobError error(ResultSet row) throws SQLException {
    String code = row.getString("error_code");
    return code == null ? null : new JobError(code, row.getString("error_message"));
  }

  private static JobStatus status(String name) {
    return JobStatus.ofWireName(name)
        .orElseThrow(() -> new IllegalStateException("unknown status in the database: " + name));
  }
}
