package dev.sluice.dispatcher.deliver;

import dev.sluice.batch.Batcher;
import dev.sluice.batch.Rows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Writes settlements: many in one statement, each behind its own fence, with its log row. */
final class Settlements implements Batcher.Write<Settlement, Boolean> {

  // One statement, so the delivery and its log change together. Primary key lookups. The fence is
  // id, attempt and 'sending'. Repeating a settlement that went in (the connection broke after the
  // commit) changes nothing and is recognised by its log row, which only the attempt's holder
  // writes.
  private static final String SETTLE =
      """
      WITH outcome AS (
        SELECT * FROM unnest(
            ?::uuid[], ?::int[], ?::text[], ?::text[]::bigint[], ?::timestamptz[], ?::int[],
            ?::text[], ?::int[], ?::text[], ?::bytea[], ?::bool[])
          AS o (id, attempt, status, retry_millis, started_at, duration_ms, url, status_code,
                failure, response_body, response_cut)
      ), settled AS (
        UPDATE delivery d
        SET status = o.status, worker_id = NULL, deadline_at = NULL,
            uncounted = d.uncounted + CASE WHEN o.started_at IS NULL THEN 1 ELSE 0 END,
            next_attempt_at =
              CASE WHEN o.retry_millis IS NULL THEN d.next_attempt_at
                   ELSE now() + o.retry_millis * interval '1 millisecond' END,
            completed_at = CASE WHEN o.status IN ('delivered', 'failed') THEN now() END
        FROM outcome o
        WHERE d.id = o.id AND d.attempt = o.attempt AND d.status = 'sending'
        RETURNING d.id, d.attempt, d.next_attempt_at
      ), logged AS (
        INSERT INTO delivery_attempt (delivery_id, attempt, started_at, duration_ms, url,
            status_code, failure, response_body, response_cut, next_attempt_at)
        SELECT o.id, o.attempt, o.started_at, o.duration_ms, o.url, o.status_code, o.failure,
               CASE WHEN o.status_code IS NOT NULL THEN o.response_body END, o.response_cut,
               CASE WHEN o.retry_millis IS NOT NULL THEN s.next_attempt_at END
        FROM outcome o JOIN settled s USING (id, attempt)
        WHERE o.started_at IS NOT NULL
      )
      SELECT o.id, o.attempt,
             EXISTS (SELECT FROM settled s WHERE s.id = o.id AND s.attempt = o.attempt)
               OR EXISTS (SELECT FROM delivery_attempt a
                          WHERE a.delivery_id = o.id AND a.attempt = o.attempt) AS accepted
      FROM outcome o
      """;

  private record Key(UUID id, int attempt) {}

  private final JdbcTemplate jdbc;

  Settlements(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Whether each was accepted: refused means that somebody else has, or had, the delivery. */
  @Override
  public List<Boolean> write(List<Settlement> settlements) {
    List<SettlementRow> rows = settlements.stream().map(SettlementRow::of).toList();
    Map<Key, Boolean> accepted = new HashMap<>();
    jdbc.query(
        SETTLE,
        row -> {
          accepted.put(
              new Key(row.getObject("id", UUID.class), row.getInt("attempt")),
              row.getBoolean("accepted"));
        },
        parameters(rows));
    return rows.stream()
        .map(row ->
            accepted.getOrDefault(new Key(row.claim().id().value(), row.claim().attempt()), false))
        .toList();
  }

  private static Object[] parameters(List<SettlementRow> rows) {
    return Rows.of(rows)
        .uuid(row -> row.claim().id().value())
        .integer(row -> row.claim().attempt())
        .text(SettlementRow::status)
        .text(SettlementRow::retryText)
        .timestamp(SettlementRow::startedAt)
        .integer(SettlementRow::durationMillis)
        .text(row -> row.claim().loggedUrl())
        .integer(SettlementRow::statusCode)
        .text(SettlementRow::failureName)
        .bytes(SettlementRow::responseBody)
        .bool(SettlementRow::responseCut)
        .parameters();
  }
}
