package dev.sluice.webhooks.delivery;

import dev.sluice.batch.Rows;
import dev.sluice.lease.WorkerId;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The one statement that claims. */
final class ClaimStatement {

  // Of each picked destination the first entries of the index delivery_due, locked, so that
  // dispatchers pass each other by; what lies behind them is never read. Everything is fenced by
  // the worker's live lease.
  //
  // Pace: GCRA. next_at is when the next one may go; who finds the row locked lets the endpoint
  // pass. What was missed is made up for within 20 ms only, and the pace is 2 % below the limit, as
  // the network may draw deliveries together: in any second up to the limit, 1 and 2 % of it.
  //
  // Memory: the first bodies of each destination that fit into its bytes; of the first that does
  // not, the size is told, so that it can be asked for.
  //
  // Cost: the rows are updated by an array of their ids. The planner takes it for short, and reads
  // them by the primary key; it would expect a join to bring a tenth of the backlog, and read all.
  private static final String CLAIM =
      """
      WITH pick AS (
        SELECT p.*
        FROM unnest(?::text[], ?::uuid[], ?::int[], ?::bigint[]) WITH ORDINALITY
               AS p (destination, endpoint_id, wanted, bytes, place)
        WHERE EXISTS (SELECT FROM worker w WHERE w.id = ? AND w.expires_at > now())
      ), pace AS (
        SELECT s.endpoint_id, greatest(s.next_at, now() - interval '20 milliseconds') AS next_at,
               1.02 / e.rate_limit_per_second AS seconds
        FROM endpoint_pace s JOIN webhook_endpoint e ON e.id = s.endpoint_id
        WHERE s.endpoint_id IN (SELECT p.endpoint_id FROM pick p)
          AND e.rate_limit_per_second IS NOT NULL
        FOR UPDATE OF s SKIP LOCKED
      ), allowed AS (
        SELECT p.place, p.destination, p.endpoint_id, p.bytes, s.next_at, s.seconds,
               CASE WHEN e.rate_limit_per_second IS NULL THEN p.wanted
                    WHEN s.next_at <= now()
                      THEN least(p.wanted, 1 +
                        floor(extract(epoch FROM now() - s.next_at) / s.seconds))
                    ELSE 0 END::int AS most
        FROM pick p
        LEFT JOIN webhook_endpoint e ON e.id = p.endpoint_id
        LEFT JOIN pace s ON s.endpoint_id = p.endpoint_id
        WHERE p.endpoint_id IS NULL OR (e.enabled AND e.deleted_at IS NULL)
      ), candidate AS (
        SELECT a.place, a.bytes, c.id, c.next_attempt_at,
               (SELECT octet_length(v.body) FROM webhook_event v
                WHERE v.id = c.event_id AND v.tenant = c.tenant) AS size
        FROM allowed a CROSS JOIN LATERAL (
          SELECT d.id, d.next_attempt_at, d.event_id, d.tenant
          FROM delivery d
          WHERE d.status = 'pending' AND d.destination = a.destination
            AND d.next_attempt_at <= now()
          ORDER BY d.next_attempt_at, d.id
          LIMIT a.most
          FOR UPDATE OF d SKIP LOCKED) c
      ), ranked AS (
        SELECT c.place, c.id, c.size, row_number() OVER first_ones AS number,
               sum(c.size) OVER first_ones <= c.bytes AS fits
        FROM candidate c
        WINDOW first_ones AS (PARTITION BY c.place ORDER BY c.next_attempt_at, c.id)
      ), counted AS (
        SELECT r.place, count(*) AS found,
               (array_agg(r.size ORDER BY r.number) FILTER (WHERE NOT r.fits))[1] AS missed
        FROM ranked r
        GROUP BY r.place
      ), taken AS (
        UPDATE delivery d
        SET status = 'sending', attempt = d.attempt + 1, worker_id = ?,
            deadline_at = now() + ? * interval '1 millisecond'
        WHERE d.id = ANY (ARRAY(SELECT f.id FROM ranked f WHERE f.fits))
        RETURNING d.id, d.worker_id, d.attempt, d.uncounted, d.earlier,
                  d.trigger, d.event_id, d.event_type, d.destination, d.job_id, d.endpoint_id,
                  d.tenant, d.url, d.secret
      ), paced AS (
        UPDATE endpoint_pace s
        SET next_at = a.next_at + t.taken * a.seconds * interval '1 second'
        FROM allowed a
        JOIN (SELECT r.place, count(*) AS taken FROM taken t JOIN ranked r USING (id)
              GROUP BY r.place) t USING (place)
        WHERE s.endpoint_id = a.endpoint_id AND a.next_at IS NOT NULL
        RETURNING s.endpoint_id, s.next_at
      )
      SELECT p.place, coalesce(a.most, 0) AS most,
             coalesce(c.found, 0) AS found, c.missed,
             (extract(epoch FROM coalesce(n.next_at, a.next_at) - now()) * 1e6)::bigint AS next_in,
             t.id, t.worker_id, t.attempt, t.uncounted, t.earlier, t.trigger, t.event_id,
             t.event_type, t.destination, t.job_id, t.endpoint_id,
             (SELECT v.body FROM webhook_event v
              WHERE v.id = t.event_id AND v.tenant = t.tenant) AS body,
             coalesce(e.url, t.url) AS url, t.secret, e.headers,
             ARRAY(SELECT s.kind FROM endpoint_secret s
                   WHERE s.endpoint_id = t.endpoint_id
                     AND (s.expires_at IS NULL OR s.expires_at > now())
                   ORDER BY s.created_at, s.id) AS kinds,
             ARRAY(SELECT s.sealed FROM endpoint_secret s
                   WHERE s.endpoint_id = t.endpoint_id
                     AND (s.expires_at IS NULL OR s.expires_at > now())
                   ORDER BY s.created_at, s.id) AS secrets
      FROM pick p
      LEFT JOIN allowed a USING (place)
      LEFT JOIN counted c USING (place)
      LEFT JOIN paced n ON n.endpoint_id = a.endpoint_id
      LEFT JOIN (SELECT r.place, r.number, t.* FROM taken t JOIN ranked r USING (id)) t
        USING (place)
      LEFT JOIN webhook_endpoint e ON e.id = t.endpoint_id
      ORDER BY t.number, p.place
      """;

  private final JdbcTemplate jdbc;

  ClaimStatement(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  Claimed run(WorkerId worker, List<Pick> picks, Duration holdFor) {
    ClaimedRows rows = new ClaimedRows(picks);
    jdbc.query(
        CLAIM,
        rows,
        Rows.of(picks)
            .text(Pick::destination)
            .uuid(Pick::endpoint)
            .integer(Pick::count)
            .bigint(Pick::bytes)
            .scalar(worker.value())
            .scalar(worker.value())
            .scalar(holdFor.toMillis())
            .parameters());
    return rows.claimed();
  }
}
