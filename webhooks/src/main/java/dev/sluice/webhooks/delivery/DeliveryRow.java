package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;

import dev.sluice.schema.JobRow;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rows of {@code delivery} and {@code delivery_attempt}; never a body or a secret. */
final class DeliveryRow {

  /** What {@link #delivery} reads, of a delivery {@code d}. */
  static final String COLUMNS =
      """
      d.id, d.event_id, d.event_type, d.endpoint_id, d.job_id, d.url, d.status, d.trigger, d.attempt,
      d.next_attempt_at, d.created_at, d.completed_at, d.replay_id\
      """;

  private static final double MICROS_PER_MILLI = 1000;

  private DeliveryRow() {}

  /** Without its attempts. */
  static Delivery delivery(ResultSet row, int rowNumber) throws SQLException {
    DeliveryStatus status = DeliveryStatus.ofWireName(row.getString("status")).orElseThrow();
    return new Delivery(
        row.getObject("id", UUID.class),
        row.getObject("event_id", UUID.class),
        row.getString("event_type"),
        row.getObject("endpoint_id", UUID.class),
        row.getObject("job_id", UUID.class),
        withoutQuery(row.getString("url")),
        status,
        row.getString("trigger"),
        row.getInt("attempt"),
        status == DeliveryStatus.PENDING ? JobRow.instant(row, "next_attempt_at") : null,
        requireNonNull(JobRow.instant(row, "created_at")),
        JobRow.instant(row, "completed_at"),
        row.getObject("replay_id", UUID.class),
        List.of());
  }

  static DeliveryAttempt attempt(ResultSet row) throws SQLException {
    byte @Nullable [] body = row.getBytes("response_body");
    return new DeliveryAttempt(
        row.getInt("attempt"),
        row.getString("trigger"),
        requireNonNull(JobRow.instant(row, "started_at")),
        row.getInt("duration_ms"),
        row.getString("url"),
        row.getString("address"),
        row.getString("protocol"),
        row.getObject("status_code", Integer.class),
        row.getString("failure"),
        new DeliveryAttempt.Timings(
            millis(row, "dns_us"),
            millis(row, "connect_us"),
            millis(row, "tls_us"),
            millis(row, "first_byte_us")),
        body == null ? null : new String(body, StandardCharsets.UTF_8),
        row.getBoolean("response_cut"),
        JobRow.instant(row, "next_attempt_at"));
  }

  private static String withoutQuery(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  private static @Nullable Double millis(ResultSet row, String column) throws SQLException {
    Integer micros = row.getObject(column, Integer.class);
    return micros == null ? null : micros / MICROS_PER_MILLI;
  }
}
