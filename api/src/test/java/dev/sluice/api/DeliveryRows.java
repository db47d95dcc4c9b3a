package dev.sluice.api;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Puts endpoints and deliveries into their tables as the dispatcher does. */
public final class DeliveryRows {

  private final JdbcTemplate sql;

  public DeliveryRows(TestApi api) {
    this.sql = api.sql();
  }

  public UUID endpoint(String tenant) {
    UUID id = UUID.randomUUID();
    sql.update(
        """
        INSERT INTO webhook_endpoint (id, tenant, url, events, created_at, updated_at)
        VALUES (?, ?, 'https://example.com/hook?token=abc', '{job.completed}', now(), now())
        """,
        id,
        tenant);
    return id;
  }

  public void disable(UUID endpoint) {
    sql.update(
        """
        UPDATE webhook_endpoint SET enabled = false, disabled_reason = 'manual', disabled_at = now()
        WHERE id = ?
        """,
        endpoint);
  }

  public void delete(UUID endpoint) {
    sql.update("UPDATE webhook_endpoint SET deleted_at = now() WHERE id = ?", endpoint);
  }

  /** To an endpoint, after 4 attempts where it has ended. */
  public UUID store(UUID endpoint, String status, Instant createdAt) {
    return store(endpoint, status, "job.completed", createdAt);
  }

  public UUID store(UUID endpoint, String status, String event, Instant createdAt) {
    UUID id = UUID.randomUUID();
    sql.update(
        """
        WITH stored AS (
          INSERT INTO delivery (id, event_id, target, event_type, tenant, url, secret, status,
                                attempt, next_attempt_at, created_at, completed_at, worker_id,
                                deadline_at, endpoint_id, destination)
          SELECT ?, gen_random_uuid(), id::text, ?, tenant, url, 'sealed', state, 4, now(), ?,
                 CASE WHEN state IN ('delivered', 'failed', 'discarded') THEN now() END,
                 CASE WHEN state = 'sending' THEN gen_random_uuid() END,
                 CASE WHEN state = 'sending' THEN now() END, id, id::text
          FROM webhook_endpoint, (SELECT ?::text AS state) AS given
          WHERE id = ?
          RETURNING id, event_id, tenant
        )
        INSERT INTO webhook_event (id, tenant, occurred_at, body)
        SELECT event_id, tenant, now(), '{"LEAKED":1}' FROM stored
        """,
        id,
        event,
        OffsetDateTime.ofInstant(createdAt, ZoneOffset.UTC),
        status,
        endpoint);
    return id;
  }

  /** To the webhook of a job itself. */
  public UUID ofJob(UUID job, String tenant, String status) {
    UUID id = UUID.randomUUID();
    sql.update(
        """
        WITH stored AS (
          INSERT INTO delivery (id, event_id, target, event_type, job_id, tenant, url, secret,
                                destination, status, attempt, next_attempt_at, completed_at)
          VALUES (?, gen_random_uuid(), 'job', 'job.completed', ?, ?, 'https://example.com/hook?token=abc', 'sealed',
                  ? || '/example.com', ?, 2, now(), now())
          RETURNING id, event_id, tenant
        )
        INSERT INTO webhook_event (id, tenant, occurred_at, body)
        SELECT event_id, tenant, now(), '{}' FROM stored
        """,
        id,
        job,
        tenant,
        tenant,
        status);
    return id;
  }

  /** An attempt that was answered. */
  public void attempt(UUID delivery, int number, int status, byte @Nullable [] body) {
    sql.update(
        """
        INSERT INTO delivery_attempt (delivery_id, attempt, started_at, duration_ms, url, status_code,
                                      failure, response_body, trigger, address, protocol,
                                      dns_us, connect_us, first_byte_us)
        VALUES (?, ?, now(), 12, 'https://example.com/hook', ?, ?, ?, 'manual', '192.0.2.7', 'HTTP/1.1',
                1500, 250, 11000)
        """,
        delivery,
        number,
        status,
        status < 300 ? null : "http_status",
        body);
  }

  /** The one value of a delivery's. */
  public @Nullable String valueOf(String column, UUID delivery) {
    return sql.queryForObject(
        "SELECT (%s)::text FROM delivery WHERE id = ?".formatted(column), String.class, delivery);
  }
}
