package dev.sluice.api.limit;

import static java.util.stream.Collectors.toMap;

import dev.sluice.batch.Rows;
import dev.sluice.job.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The buckets that all replicas share, as rows. Time is the database's. An exchange is one
 * statement for any number of buckets, atomic for each of them.
 */
@Component
final class SharedBuckets {

  // Locks by rate_bucket_pkey, in its order: two replicas with the same buckets cannot deadlock.
  // FOR UPDATE returns each row as it is once locked, so what is computed of it holds. The commit
  // does not wait for the disk: callers wait for it, and a crash of the server that forgets the
  // last moments lets a few more through.
  private static final String EXCHANGE =
      """
      WITH asked AS (
        SELECT t.*
        FROM (SELECT set_config('synchronous_commit', 'off', true)) AS setting,
        unnest(
          ?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[]
        ) AS t (tenant, kind, capacity, window_seconds, change, need, least, extra)),
      locked AS (
        SELECT b.*
        FROM rate_bucket b JOIN asked USING (tenant, kind, capacity)
        ORDER BY b.tenant, b.kind, b.capacity
        FOR UPDATE OF b),
      levelled AS MATERIALIZED (
        SELECT asked.*, clock.at,
          greatest(-capacity, least(capacity,
            tokens + change
            + greatest(0, extract(epoch FROM clock.at - refilled_at)::float8)
              * capacity / window_seconds)) AS level
        FROM locked JOIN asked USING (tenant, kind, capacity)
        CROSS JOIN LATERAL (SELECT greatest(clock_timestamp(), refilled_at) AS at) AS clock),
      granted AS (
        SELECT levelled.*,
          CASE WHEN level >= least THEN least(need, floor(greatest(0, level))) ELSE 0 END
          + floor(greatest(0, least(extra, (level - need) / ?::int4))) AS units
        FROM levelled)
      UPDATE rate_bucket b
      SET tokens = granted.level - granted.units, refilled_at = granted.at
      FROM granted
      WHERE b.tenant = granted.tenant
        AND b.kind = granted.kind
        AND b.capacity = granted.capacity
      RETURNING b.tenant, b.kind, b.capacity, granted.units::int8 AS units, b.tokens
      """;

  private static final String ADD =
      """
      INSERT INTO rate_bucket (tenant, kind, capacity, tokens, refilled_at)
      SELECT tenant, kind, capacity, capacity, clock_timestamp()
      FROM unnest(?::text[], ?::text[], ?::int8[]) AS t (tenant, kind, capacity)
      ORDER BY tenant, kind, capacity
      ON CONFLICT DO NOTHING
      """;

  // A bucket that nobody has touched for twice the longest window is full, and needs no row.
  // Locked in the order of every other statement; what one of those holds is passed over.
  private static final String FORGET =
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

  SharedBuckets(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Has all these exchanges.
   *
   * @param exchanges of different buckets
   * @param replicas each grant in advance is at most what is left, divided by twice this
   */
  List<Exchange.Answer> exchange(List<Exchange> exchanges, int replicas) {
    List<Exchange.Answer> answers = new ArrayList<>(update(exchanges, replicas));
    if (answers.size() < exchanges.size()) {
      Map<BucketKey, Exchange> unknown =
          exchanges.stream().collect(toMap(Exchange::key, each -> each, (a, _) -> a, HashMap::new));
      answers.forEach(answer -> unknown.remove(answer.key()));
      List<Exchange> rest = List.copyOf(unknown.values());
      jdbc.update(ADD, keys(rest).parameters());
      answers.addAll(update(rest, replicas));
    }
    return answers;
  }

  private List<Exchange.Answer> update(List<Exchange> exchanges, int replicas) {
    return jdbc.query(
        EXCHANGE,
        SharedBuckets::answer,
        keys(exchanges)
            .bigint(exchange -> exchange.key().kind().window().toSeconds())
            .bigint(Exchange::change)
            .bigint(Exchange::need)
            .bigint(Exchange::least)
            .bigint(Exchange::extra)
            .scalar(2 * replicas)
            .parameters());
  }

  private static Rows<Exchange> keys(List<Exchange> exchanges) {
    return Rows.of(exchanges)
        .text(exchange -> exchange.key().tenant().value())
        .text(exchange -> exchange.key().kind().wireName())
        .bigint(exchange -> exchange.key().capacity());
  }

  private static Exchange.Answer answer(ResultSet row, int number) throws SQLException {
    BucketKey key =
        new BucketKey(
            new TenantId(row.getString("tenant")),
            BucketKind.ofWireName(row.getString("kind")),
            row.getLong("capacity"));
    return new Exchange.Answer(key, row.getLong("units"), row.getDouble("tokens"));
  }

  /** Tells that this replica is alive for {@code term} more; returns how many are. */
  int heartbeat(UUID replica, Duration term) {
    Integer alive =
        jdbc.queryForObject(HEARTBEAT, Integer.class, replica, term.toMillis(), replica);
    return alive == null ? 1 : alive;
  }

  /** Tells that this replica is gone. */
  void leave(UUID replica) {
    jdbc.update("DELETE FROM api_replica WHERE id = ?", replica);
  }

  /** Deletes rows that say no more than a missing row; returns how many. */
  int forgetFull() {
    return jdbc.update(FORGET);
  }
}
