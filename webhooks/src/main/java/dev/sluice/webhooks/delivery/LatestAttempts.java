package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;

import dev.sluice.schema.JobRow;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * The latest attempts of deliveries. Reads response bodies up to a total of {@value #MAX_BYTES}
 * bytes, beginning with the first deliveries and their latest attempts; the others are left out and
 * marked as cut.
 */
final class LatestAttempts {

  static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final double MICROS_PER_MILLI = 1000;

  // Primary key, backwards. The length of a body is known without reading it.
  private static final String LATEST =
      """
      SELECT delivery_id, attempt, trigger, started_at, duration_ms, url, address, protocol,
             status_code, failure, dns_us, connect_us, tls_us, first_byte_us, next_attempt_at,
             CASE WHEN bytes <= ? THEN response_body END AS response_body,
             response_cut OR (bytes > ? AND response_body IS NOT NULL) AS response_cut
      FROM (
        SELECT a.*, shown.number,
               sum(coalesce(octet_length(a.response_body), 0)) OVER (
                 ORDER BY shown.number, a.attempt DESC) AS bytes
        FROM unnest(?) WITH ORDINALITY AS shown (id, number),
             LATERAL (SELECT * FROM delivery_attempt l WHERE l.delivery_id = shown.id
                      ORDER BY l.attempt DESC LIMIT ?) AS a) AS latest
      ORDER BY number, attempt
      """;

  private final JdbcTemplate jdbc;

  LatestAttempts(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds up to {@code perDelivery} attempts to each delivery. */
  List<Delivery> addTo(List<Delivery> deliveries, int perDelivery) {
    Map<UUID, List<DeliveryAttempt>> attempts = new HashMap<>();
    jdbc.query(
        LATEST,
        row -> {
          attempts
              .computeIfAbsent(row.getObject("delivery_id", UUID.class), _ -> new ArrayList<>())
              .add(attempt(row));
        },
        MAX_BYTES,
        MAX_BYTES,
        new SqlArrayValue("uuid", deliveries.stream().map(Delivery::deliveryId).toArray()),
        perDelivery);
    return deliveries.stream()
        .map(delivery -> delivery.with(attempts.getOrDefault(delivery.deliveryId(), List.of())))
        .toList();
  }

  private static DeliveryAttempt attempt(ResultSet row) throws SQLException {
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

  private static @Nullable Double millis(ResultSet row, String column) throws SQLException {
    Integer micros = row.getObject(column, Integer.class);
    return micros == null ? null : micros / MICROS_PER_MILLI;
  }
}
