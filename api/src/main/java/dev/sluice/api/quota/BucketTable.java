package dev.sluice.api.quota;

import static java.util.Objects.requireNonNull;

import dev.sluice.batch.Rows;
import dev.sluice.job.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The buckets that all replicas share, as rows, by the database's clock. An exchange is one
 * statement for any number of buckets, atomic for each of them.
 */
@Component
final class BucketTable {

  // Locks rows by rate_bucket_pkey in its order, so that two replicas cannot deadlock. FOR UPDATE
  // returns each row as of its lock, so the computed values hold. The commit does not wait for the
  // disk because callers wait for it: a server crash that loses the last moments grants a few more.
  private static final String EXCHANGE =
      """
      WITH request AS (
        SELECT t.*
        FROM (SELECT set_config('synchronous_commit', 'off', true)) AS setting,
        unnest(
          ?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[]
        ) AS t (tenant, kind, capacity, window_seconds, change, need, least, prefetch)),
      locked AS (
        SELECT b.*
        FROM rate_bucket b JOIN request USING (tenant, kind, capacity)
        ORDER BY b.tenant, b.kind, b.capacity
        FOR UPDATE OF b),
      levelled AS MATERIALIZED (
        SELECT request.*, clock.at,
          greatest(-capacity, least(capacity,
            tokens + change
            + greatest(0, extract(epoch FROM clock.at - refilled_at)::float8)
              * capacity / window_seconds)) AS level
        FROM locked JOIN request USING (tenant, kind, capacity)
        CROSS JOIN LATERAL (SELECT greatest(clock_timestamp(), refilled_at) AS at) AS clock),
      granted AS (
        SELECT levelled.*,
          CASE WHEN level >= least THEN least(need, floor(greatest(0, level))) ELSE 0 END
          + floor(greatest(0, least(prefetch, (level - need) / ?::int4))) AS units
        FROM levelled)
      UPDATE rate_bucket b
      SET tokens = granted.level - granted.units, refilled_at = granted.at
      FROM granted
      WHERE b.tenant = granted.tenant
        AND b.kind = granted.kind
        AND b.capacity = granted.capacity
      RETURNING b.tenant, b.kind, b.capacity, granted.units::int8 AS units, b.tokens
      """;

  private static final String INSERT =
      """
      INSERT INTO rate_bucket (tenant, kind, capacity, tokens, refilled_at)
      SELECT tenant, kind, capacity, capacity, clock_timestamp()
      FROM unnest(?::text[], ?::text[], ?::int8[]) AS t (tenant, kind, capacity)
      ORDER BY tenant, kind, capacity
      ON CONFLICT DO NOTHING
      """;

  // A bucket unused for twice the longest window is full, and a full bucket needs no row. Rows are
  // locked in the order of the other statements; locked ones are skipped.
  private static final String DELETE_FULL =
      """
      DELETE FROM rate_bucket
      WHERE (tenant, kind, capacity) IN (
        SELECT tenant, kind, capacity
        FROM rate_bucket
        WHERE refilled_at < now() - interval '150 minutes'
        ORDER BY tenant, kind, capacity
        LIMIT 10000
        FOR UPDATE SKIP LOCKED)
      """;

  private static final String HEARTBEAT =
      """
      WITH beat AS (
        INSERT INTO api_replica (id, expires_at)
        VALUES (?, now() + ? * interval '1 millisecond')
        ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at),
      dead AS (
        DELETE FROM api_replica WHERE expires_at < now() - interval '1 minute')
      SELECT 1 + count(*) FROM api_replica WHERE expires_at > now() AND id <> ?
      """;

  private final JdbcTemplate jdbc;

  BucketTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Applies the requests. Callers must not pass two for the same bucket.
   *
   * @param replicas a grant ahead of demand is at most what is left, divided by twice this
   */
  List<LeaseRequest.Grant> exchange(List<LeaseRequest> requests, int replicas) {
    List<LeaseRequest.Grant> grants = new ArrayList<>(update(requests, replicas));
    if (grants.size() < requests.size()) {
      Set<BucketKey> known =
          grants.stream().map(LeaseRequest.Grant::key).collect(Collectors.toSet());
      List<LeaseRequest> unknown =
          requests.stream().filter(request -> !known.contains(request.key())).toList();
      jdbc.update(INSERT, keys(unknown).parameters());
      grants.addAll(update(unknown, replicas));
    }
    return grants;
  }

  private List<LeaseRequest.Grant> update(List<LeaseRequest> requests, int replicas) {
    return jdbc.query(
        EXCHANGE,
        BucketTable::grant,
        keys(requests)
            .bigint(request -> request.key().kind().window().toSeconds())
            .bigint(LeaseRequest::change)
            .bigint(LeaseRequest::need)
            .bigint(LeaseRequest::least)
            .bigint(LeaseRequest::prefetch)
            .scalar(2 * replicas)
            .parameters());
  }

  private static Rows<LeaseRequest> keys(List<LeaseRequest> requests) {
    return Rows.of(requests)
        .text(request -> request.key().tenant().value())
        .text(request -> request.key().kind().wireName())
        .bigint(request -> request.key().capacity());
  }

  private static LeaseRequest.Grant grant(ResultSet row, int number) throws SQLException {
    BucketKey key =
        new BucketKey(
            new TenantId(row.getString("tenant")),
            BucketKind.ofWireName(row.getString("kind")),
            row.getLong("capacity"));
    return new LeaseRequest.Grant(key, row.getLong("units"), row.getDouble("tokens"));
  }

  /** Announces that this replica is alive for {@code term}; returns the number of live replicas. */
  int heartbeat(UUID replica, Duration term) {
    return requireNonNull(
        jdbc.queryForObject(HEARTBEAT, Integer.class, replica, term.toMillis(), replica));
  }

  /** Unregisters a replica. */
  void leave(UUID replica) {
    jdbc.update("DELETE FROM api_replica WHERE id = ?", replica);
  }

  /** Deletes the rows of full buckets; returns how many. */
  int deleteFull() {
    return jdbc.update(DELETE_FULL);
  }
}
