package dev.sluice.webhooks.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * The latest attempts of deliveries. The bodies of responses have {@value #MAX_BYTES} bytes
 * together: those of the first deliveries and their latest attempts are read, the others are left
 * out and marked as cut.
 */
final class LatestAttempts {

  static final int MAX_BYTES = 4 * 1024 * 1024;

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

  /** The same deliveries with their latest attempts, so many of each. */
  List<Delivery> with(List<Delivery> deliveries, int perDelivery) {
    Map<UUID, List<DeliveryAttempt>> attempts = new HashMap<>();
    jdbc.query(
        LATEST,
        row -> {
          attempts
              .computeIfAbsent(row.getObject("delivery_id", UUID.class), _ -> new ArrayList<>())
              .add(DeliveryRow.attempt(row));
        },
        MAX_BYTES,
        MAX_BYTES,
        new SqlArrayValue("uuid", deliveries.stream().map(Delivery::deliveryId).toArray()),
        perDelivery);
    return deliveries.stream()
        .map(delivery -> delivery.with(attempts.getOrDefault(delivery.deliveryId(), List.of())))
        .toList();
  }
}
