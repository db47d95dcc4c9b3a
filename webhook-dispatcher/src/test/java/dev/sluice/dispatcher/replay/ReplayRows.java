package dev.sluice.dispatcher.replay;

import static org.awaitility.Awaitility.await;

import dev.sluice.dispatcher.TestBed;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Endpoints, their deliveries and replays, as the api and the fan-out write them. */
final class ReplayRows {

  /** When the first of a run of deliveries was made; the others follow a millisecond apart. */
  static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  private static final String TENANT = TestBed.TENANT.value();

  private final TestBed bed;
  private final JdbcTemplate jdbc;

  ReplayRows(TestBed bed) {
    this.bed = bed;
    this.jdbc = bed.jdbc();
  }

  UUID endpoint(String url) {
    return bed.endpoint(url, null);
  }

  /** Stores so many, made from {@link #FIRST} on, that ended so. */
  void deliveries(UUID endpoint, String status, int count) {
    jdbc.update(
        """
        WITH stored AS (
          INSERT INTO delivery (id, event_id, target, event_type, tenant, url, status, attempt,
                                next_attempt_at, created_at, completed_at, endpoint_id, destination)
          SELECT gen_random_uuid(), gen_random_uuid(), e.id::text, 'job.completed', e.tenant, e.url,
                 ?, 4, now(), at, CASE WHEN ? <> 'held' THEN now() END, e.id, e.id::text
          FROM webhook_endpoint e,
               LATERAL (SELECT ?::timestamptz + n * interval '1 millisecond' AS at
                        FROM generate_series(0, ? - 1) AS n) AS made
          WHERE e.id = ?
          RETURNING id, event_id, tenant
        )
        INSERT INTO webhook_event (id, tenant, occurred_at, body)
        SELECT event_id, tenant, now(), '{}' FROM stored
        """,
        status,
        status,
        at(FIRST),
        count,
        endpoint);
  }

  /** An event that happens now, for this endpoint; returns its id. */
  UUID live(UUID endpoint) {
    UUID event = UUID.randomUUID();
    jdbc.update(
        """
        WITH stored AS (
          INSERT INTO delivery (id, event_id, target, event_type, tenant, url, status,
                                next_attempt_at, endpoint_id, destination)
          SELECT gen_random_uuid(), ?, id::text, 'job.completed', tenant, url, 'pending',
                 now(), id, id::text
          FROM webhook_endpoint WHERE id = ?
          RETURNING id, event_id, tenant
        )
        INSERT INTO webhook_event (id, tenant, occurred_at, body)
        SELECT event_id, tenant, now(), '{}' FROM stored
        """,
        event,
        endpoint);
    return event;
  }

  /** Asks for one over everything so far. */
  UUID replay(UUID endpoint, String... statuses) {
    return replay(endpoint, FIRST, FIRST.plus(Duration.ofDays(30)), statuses);
  }

  UUID replay(UUID endpoint, Instant since, Instant until, String... statuses) {
    UUID id = UUID.randomUUID();
    jdbc.update(
        """
        INSERT INTO replay (id, tenant, endpoint_id, since, until, statuses, status, created_at)
        VALUES (?, ?, ?, ?, ?, ?, 'running', now())
        """,
        id,
        TENANT,
        endpoint,
        at(since),
        at(until),
        statuses);
    return id;
  }

  /** Has the endpoint's deliveries end after whatever was asked for so far. */
  void endNow(UUID endpoint, String status) {
    jdbc.update(
        "UPDATE delivery SET status = ?, completed_at = now() WHERE endpoint_id = ?",
        status,
        endpoint);
  }

  /** What was counted when the replay was asked for. */
  void counted(UUID replay, int total) {
    jdbc.update("UPDATE replay SET total = ? WHERE id = ?", total, replay);
  }

  int total(UUID replay) {
    return one("SELECT total FROM replay WHERE id = ?", Integer.class, replay);
  }

  void disable(UUID endpoint) {
    jdbc.update(
        """
        UPDATE webhook_endpoint SET enabled = false, disabled_reason = 'manual', disabled_at = now()
        WHERE id = ?
        """,
        endpoint);
  }

  void delete(UUID endpoint) {
    jdbc.update("UPDATE webhook_endpoint SET deleted_at = now() WHERE id = ?", endpoint);
  }

  String status(UUID replay) {
    return one("SELECT status FROM replay WHERE id = ?", String.class, replay);
  }

  int queued(UUID replay) {
    return one("SELECT queued FROM replay WHERE id = ?", Integer.class, replay);
  }

  int delivered(UUID replay) {
    return one("SELECT delivered FROM replay WHERE id = ?", Integer.class, replay);
  }

  int failed(UUID replay) {
    return one("SELECT failed FROM replay WHERE id = ?", Integer.class, replay);
  }

  /** How many of an endpoint's deliveries meet this condition. */
  int count(UUID endpoint, String condition) {
    return one(
        "SELECT count(*) FROM delivery WHERE endpoint_id = ? AND " + condition,
        Integer.class,
        endpoint);
  }

  /** The events of an endpoint's deliveries, oldest first. */
  List<String> events(UUID endpoint) {
    return jdbc.queryForList(
        "SELECT event_id::text FROM delivery WHERE endpoint_id = ? ORDER BY created_at, id",
        String.class,
        endpoint);
  }

  void awaitStatus(UUID replay, String status) {
    await().atMost(Duration.ofMinutes(1)).until(() -> status(replay).equals(status));
  }

  void awaitCount(UUID endpoint, String condition, int count) {
    await().atMost(Duration.ofMinutes(5)).until(() -> count(endpoint, condition) == count);
  }

  private <T> T one(String sql, Class<T> type, UUID id) {
    T value = jdbc.queryForObject(sql, type, id);
    if (value == null) {
      throw new AssertionError("nothing found: " + sql);
    }
    return value;
  }

  private static OffsetDateTime at(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
