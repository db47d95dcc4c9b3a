package dev.sluice.webhooks.endpoint;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.TenantId;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RowPosition;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions on endpoints, and reading their rows. After a deadlock a transaction is repeated, at
 * most {@value #MAX_TRIES} times in all. Deleted endpoints are left out.
 */
record EndpointRows(JdbcTemplate jdbc, TransactionTemplate transactions, Clock clock) {

  private static final int MAX_TRIES = 3;

  // By primary key or index endpoint_of_tenant; the secrets by index secret_of_endpoint.
  private static final String SELECT =
      """
      SELECT e.*, s.created, s.expires
      FROM webhook_endpoint e CROSS JOIN LATERAL (
        SELECT array_agg(v.created_at ORDER BY v.created_at DESC, v.id DESC) AS created,
               array_agg(v.expires_at ORDER BY v.created_at DESC, v.id DESC) AS expires
        FROM endpoint_secret v
        WHERE v.endpoint_id = e.id AND v.kind = 'v1'
          AND (v.expires_at IS NULL OR v.expires_at > ?)) AS s
      WHERE e.tenant = ? AND e.deleted_at IS NULL
      """;

  private static final String NEWEST =
      SELECT
          + """
          AND (e.created_at, e.id) < (?, ?)
          ORDER BY e.created_at DESC, e.id DESC
          LIMIT ?
          """;

  // Compatible with the foreign key checks of new deliveries.
  private static final String LOCK =
      """
      SELECT asymmetric_signature FROM webhook_endpoint
      WHERE id = ? AND tenant = ? AND deleted_at IS NULL
      FOR NO KEY UPDATE
      """;

  <T> T run(Supplier<T> work) {
    for (int tries = 1; ; tries++) {
      try {
        return requireNonNull(transactions.execute(_ -> work.get()));
      } catch (ConcurrencyFailureException e) {
        if (tries == MAX_TRIES || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  /** With the precision with which it is stored. */
  OffsetDateTime now() {
    return utc(clock.instant().truncatedTo(ChronoUnit.MICROS));
  }

  private static OffsetDateTime utc(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  /** Locks the endpoint until the transaction ends; whether it signs asymmetrically. */
  boolean lock(TenantId tenant, EndpointId id) {
    return jdbc.queryForList(LOCK, Boolean.class, id.value(), tenant.value()).stream()
        .findFirst()
        .orElseThrow(RefusedException::webhookNotFound);
  }

  /**
   * The endpoint with the secrets that are valid at a time.
   *
   * @param secret a new secret to show; null for none
   */
  Endpoint find(TenantId tenant, EndpointId id, OffsetDateTime now, @Nullable String secret) {
    return jdbc
        .query(
            SELECT + "AND e.id = ?",
            (row, _) -> Endpoint.of(row, secret),
            now,
            tenant.value(),
            id.value())
        .stream()
        .findFirst()
        .orElseThrow(RefusedException::webhookNotFound);
  }

  /** The newest after a position. */
  List<Endpoint> newest(TenantId tenant, RowPosition start, int max) {
    return jdbc.query(
        NEWEST,
        (row, _) -> Endpoint.of(row, null),
        now(),
        tenant.value(),
        utc(start.createdAt()),
        start.id(),
        max);
  }
}
