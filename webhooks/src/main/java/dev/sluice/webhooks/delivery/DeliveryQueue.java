package dev.sluice.webhooks.delivery;

import dev.sluice.batch.Rows;
import dev.sluice.lease.WorkerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;

/** The queue of deliveries. All times are the database's, so dispatchers need not agree on one. */
public final class DeliveryQueue {

  // Reads the first entries of the index delivery_due for each requested destination and locks
  // them; dispatchers skip each other's rows, and entries behind the limit are never read. Fenced
  // by the worker's live lease.
  //
  // Rate: GCRA. next_at is when the next delivery may be sent; an endpoint whose row is locked is
  // skipped. At most 20 ms of unused rate are made up for, and the rate is 2 % below the limit, as
  // the network may bunch deliveries: in any second there are up to the limit plus 1, plus 2 %.
  //
  // Memory: claims the first bodies of each destination that fit into its bytes and returns the
  // size of the first that does not, so that the caller can request it.
  //
  // Cost: rows are updated by an array of ids, which the planner assumes to be short; it would
  // expect a join to return a tenth of the backlog, and read all of it.
  private static final String CLAIM =
      """
      WITH request AS (
        SELECT r.*
        FROM unnest(?::text[], ?::uuid[], ?::int[], ?::bigint[]) WITH ORDINALITY
               AS r (destination, endpoint_id, wanted, bytes, number)
        WHERE EXISTS (SELECT FROM worker w WHERE w.id = ? AND w.expires_at > now())
      ), pace AS (
        SELECT s.endpoint_id, greatest(s.next_at, now() - interval '20 milliseconds') AS next_at,
               1.02 / e.rate_limit_per_second AS seconds
        FROM endpoint_pace s JOIN webhook_endpoint e ON e.id = s.endpoint_id
        WHERE s.endpoint_id IN (SELECT r.endpoint_id FROM request r)
          AND e.rate_limit_per_second IS NOT NULL
        FOR UPDATE OF s SKIP LOCKED
      ), allowed AS (
        SELECT r.number, r.destination, r.endpoint_id, r.bytes, s.next_at, s.seconds,
               CASE WHEN e.rate_limit_per_second IS NULL THEN r.wanted
                    WHEN s.next_at <= now()
                      THEN least(r.wanted, 1 +
                        floor(extract(epoch FROM now() - s.next_at) / s.seconds))
                    ELSE 0 END::int AS count
        FROM request r
        LEFT JOIN webhook_endpoint e ON e.id = r.endpoint_id
        LEFT JOIN pace s ON s.endpoint_id = r.endpoint_id
        WHERE r.endpoint_id IS NULL OR (e.enabled AND e.deleted_at IS NULL)
      ), candidate AS (
        SELECT a.number, a.bytes, c.id, c.next_attempt_at,
               (SELECT octet_length(v.body) FROM webhook_event v
                WHERE v.id = c.event_id AND v.tenant = c.tenant) AS size
        FROM allowed a CROSS JOIN LATERAL (
          SELECT d.id, d.next_attempt_at, d.event_id, d.tenant
          FROM delivery d
          WHERE d.status = 'pending' AND d.destination = a.destination
            AND d.next_attempt_at <= now()
          ORDER BY d.next_attempt_at, d.id
          LIMIT a.count
          FOR UPDATE OF d SKIP LOCKED) c
      ), ranked AS (
        SELECT c.number, c.id, c.size, row_number() OVER oldest_first AS rank,
               sum(c.size) OVER oldest_first <= c.bytes AS fits
        FROM candidate c
        WINDOW oldest_first AS (PARTITION BY c.number ORDER BY c.next_attempt_at, c.id)
      ), counted AS (
        SELECT r.number, count(*) AS found,
               (array_agg(r.size ORDER BY r.rank) FILTER (WHERE NOT r.fits))[1] AS oversized
        FROM ranked r
        GROUP BY r.number
      ), claimed AS (
        UPDATE delivery d
        SET status = 'sending', attempt = d.attempt + 1, worker_id = ?,
            deadline_at = now() + ? * interval '1 millisecond'
        WHERE d.id = ANY (ARRAY(SELECT f.id FROM ranked f WHERE f.fits))
        RETURNING d.id, d.worker_id, d.attempt, d.uncounted, d.earlier,
                  d.trigger, d.event_id, d.event_type, d.job_id, d.endpoint_id,
                  d.tenant, d.url, d.secret
      ), paced AS (
        UPDATE endpoint_pace s
        SET next_at = a.next_at + c.count * a.seconds * interval '1 second'
        FROM allowed a
        JOIN (SELECT r.number, count(*) AS count FROM claimed c JOIN ranked r USING (id)
              GROUP BY r.number) c USING (number)
        WHERE s.endpoint_id = a.endpoint_id AND a.next_at IS NOT NULL
        RETURNING s.endpoint_id, s.next_at
      )
      SELECT q.number, coalesce(a.count, 0) AS allowed,
             coalesce(n.found, 0) AS found, n.oversized::bigint AS oversized,
             (extract(epoch FROM coalesce(p.next_at, a.next_at) - now()) * 1e6)::bigint AS next_in,
             c.id, c.worker_id, c.attempt, c.uncounted, c.earlier, c.trigger, c.event_id,
             c.event_type, coalesce(c.endpoint_id, c.job_id)::text AS sealed_for,
             (SELECT v.body FROM webhook_event v
              WHERE v.id = c.event_id AND v.tenant = c.tenant) AS body,
             coalesce(e.url, c.url) AS url, e.headers,
             k.kinds, k.secrets
      FROM request q
      LEFT JOIN allowed a USING (number)
      LEFT JOIN counted n USING (number)
      LEFT JOIN paced p ON p.endpoint_id = a.endpoint_id
      LEFT JOIN (SELECT r.number, r.rank, c.* FROM claimed c JOIN ranked r USING (id)) c
        USING (number)
      LEFT JOIN webhook_endpoint e ON e.id = c.endpoint_id
      CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(s.kind ORDER BY s.created_at, s.id), '{}') AS kinds,
               coalesce(array_agg(s.sealed ORDER BY s.created_at, s.id), '{}') AS secrets
        FROM (SELECT s.kind, s.sealed, s.created_at, s.id
              FROM endpoint_secret s
              WHERE s.endpoint_id = c.endpoint_id AND (s.expires_at IS NULL OR s.expires_at > now())
              UNION ALL
              SELECT 'v1', c.secret, NULL, NULL
              WHERE c.endpoint_id IS NULL AND c.secret IS NOT NULL) s
      ) k
      ORDER BY q.number, c.rank
      """;

  // Indexes delivery_held and delivery_deadline; few rows are 'sending' at any time. Fenced by the
  // row lock: a row that was settled meanwhile no longer matches, one that is being settled is
  // skipped. For lost_until and replay_outcome see Settlements.
  private static final String REAP =
      """
      WITH lost AS (
        SELECT d.id
        FROM delivery d
        WHERE d.status = 'sending'
          AND (d.deadline_at <= now()
               OR NOT EXISTS (
                 SELECT FROM worker w WHERE w.id = d.worker_id AND w.expires_at > now()))
        ORDER BY d.id
        LIMIT ?
        FOR UPDATE OF d SKIP LOCKED
      ), reaped AS (
        UPDATE delivery d
        SET status = CASE WHEN d.lost < ? THEN 'pending' ELSE 'failed' END,
            completed_at = CASE WHEN d.lost < ? THEN NULL ELSE now() END,
            worker_id = NULL, deadline_at = NULL, uncounted = d.uncounted + 1,
            lost = CASE WHEN d.lost < ? THEN d.lost + 1 ELSE 0 END,
            next_attempt_at = now() + ? * interval '1 millisecond',
            lost_until = now() + ? * interval '1 millisecond'
        FROM lost
        WHERE d.id = lost.id
        RETURNING d.id, d.status, d.replay_id
      ), counted AS (
        INSERT INTO replay_outcome (replay_id, delivered, failed)
        SELECT r.replay_id, 0, count(*)
        FROM reaped r
        WHERE r.replay_id IS NOT NULL AND r.status = 'failed'
        GROUP BY r.replay_id
      )
      SELECT r.id, r.status FROM reaped r
      """;

  // A loose scan of the index delivery_due: one probe per destination, however long its backlog.
  private static final String OLDEST_DUE =
      """
      WITH RECURSIVE first AS (
        (SELECT d.destination, d.next_attempt_at
         FROM delivery d
         WHERE d.status = 'pending'
         ORDER BY d.destination, d.next_attempt_at, d.id
         LIMIT 1)
        UNION ALL
        SELECT n.destination, n.next_attempt_at
        FROM first f CROSS JOIN LATERAL (
          SELECT d.destination, d.next_attempt_at
          FROM delivery d
          WHERE d.status = 'pending' AND d.destination > f.destination
          ORDER BY d.destination, d.next_attempt_at, d.id
          LIMIT 1) n
      )
      SELECT coalesce(extract(epoch FROM now() - min(f.next_attempt_at)), 0)::float8
      FROM first f
      WHERE f.next_attempt_at <= now()
      """;

  private static final int REAP_LIMIT = 500;

  /** A delivery that is lost more often in a row fails: its content may crash the dispatcher. */
  public static final int MAX_LOST = 20;

  /**
   * How long a lost attempt's outcome is accepted before the next attempt: longer than the longest
   * pause between two tries of a settlement.
   */
  private static final Duration HEAD_START = Duration.ofSeconds(5);

  /**
   * The deliveries of lost attempts.
   *
   * @param due how many are due again
   * @param failed those that were lost too often in a row
   */
  public record Reaped(int due, List<DeliveryId> failed) {}

  private final JdbcTemplate jdbc;

  public DeliveryQueue(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Claims due deliveries for a worker, oldest first: as many of each requested destination as its
   * rate limit and its bytes permit. Claims nothing if the worker has no live lease, and nothing of
   * disabled or deleted endpoints.
   *
   * @param deadline after which the delivery is given to others even if the worker is alive
   * @return one result per request, in their order; empty if the worker has no live lease
   */
  public List<ClaimResult> claim(WorkerId worker, List<ClaimRequest> requests, Duration deadline) {
    Map<Integer, ClaimResult> results = new TreeMap<>();
    if (!requests.isEmpty()) {
      jdbc.query(
          CLAIM,
          row -> {
            int number = row.getInt("number");
            ClaimResult result = results.get(number);
            if (result == null) {
              result = result(row, requests.get(number - 1));
              results.put(number, result);
            }
            if (row.getObject("id") != null) {
              result.claims().add(claim(row, result.request()));
            }
          },
          Rows.of(requests)
              .text(ClaimRequest::destination)
              .uuid(ClaimRequest::endpoint)
              .integer(ClaimRequest::count)
              .bigint(ClaimRequest::bytes)
              .scalar(worker.value())
              .scalar(worker.value())
              .scalar(deadline.toMillis())
              .parameters());
    }
    return List.copyOf(results.values());
  }

  /** Its claims follow. */
  private static ClaimResult result(ResultSet row, ClaimRequest request) throws SQLException {
    Long oversized = row.getObject("oversized", Long.class);
    Long nextMicros = row.getObject("next_in", Long.class);
    return new ClaimResult(
        request,
        row.getInt("allowed"),
        row.getInt("found"),
        new ArrayList<>(),
        oversized == null ? OptionalLong.empty() : OptionalLong.of(oversized),
        Optional.ofNullable(nextMicros).map(micros -> Duration.of(micros, ChronoUnit.MICROS)));
  }

  private static Claim claim(ResultSet row, ClaimRequest request) throws SQLException {
    String[] kinds = (String[]) row.getArray("kinds").getArray();
    String[] sealed = (String[]) row.getArray("secrets").getArray();
    return new Claim(
        request,
        new DeliveryId(row.getObject("id", UUID.class)),
        new WorkerId(row.getObject("worker_id", UUID.class)),
        row.getInt("attempt"),
        row.getInt("uncounted"),
        row.getInt("earlier"),
        row.getString("trigger"),
        row.getObject("event_id", UUID.class),
        row.getString("event_type"),
        row.getString("url"),
        row.getString("sealed_for"),
        row.getString("headers"),
        IntStream.range(0, kinds.length)
            .mapToObj(i -> new Claim.SealedSecret(kinds[i], sealed[i]))
            .toList(),
        row.getBytes("body"));
  }

  /**
   * Releases the deliveries of dead workers and those past their deadline. The attempt does not
   * count. A worker that was only cut off from the database may still settle it within the next
   * seconds. A delivery that is lost more than {@value #MAX_LOST} times in a row fails.
   */
  public Reaped reap() {
    List<DeliveryId> failed = new ArrayList<>();
    int[] due = {0};
    jdbc.query(
        REAP,
        row -> {
          if (row.getString("status").equals("failed")) {
            failed.add(new DeliveryId(row.getObject("id", UUID.class)));
          } else {
            due[0]++;
          }
        },
        REAP_LIMIT,
        MAX_LOST,
        MAX_LOST,
        MAX_LOST,
        HEAD_START.toMillis(),
        HEAD_START.toMillis());
    return new Reaped(due[0], failed);
  }

  /** How long the oldest due delivery has been due; zero if none is. */
  public Duration oldestDueAge() {
    Double seconds = jdbc.queryForObject(OLDEST_DUE, Double.class);
    return Duration.ofMillis(seconds == null ? 0 : Math.max(0, (long) (seconds * 1000)));
  }
}
