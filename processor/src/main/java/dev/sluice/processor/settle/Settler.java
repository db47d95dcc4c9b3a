package dev.sluice.processor.settle;

import dev.sluice.batch.Batcher;
import dev.sluice.batch.Rows;
import dev.sluice.job.JobError;
import dev.sluice.wire.JobAnnouncement;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes what attempts led to: state and event in one statement, so both commit or neither.
 * Attempts that end at the same time share it.
 *
 * <p>Each row is fenced by its attempt: where the job is no longer in exactly this attempt —
 * another worker took it over, its deadline ended it — the settlement is refused and leaves no
 * trace. So a job ends once, and is announced once, however late a result comes.
 */
public final class Settler implements AutoCloseable {

  // Index job_pkey. `attempt` and `status` are the fence.
  private static final String SETTLE =
      """
      WITH incoming AS (
        SELECT *
        FROM unnest(
          ?::uuid[], ?::int4[], ?::text[], ?::int4[], ?::timestamptz[], ?::timestamptz[],
          ?::text[], ?::text[], ?::text[],
          ?::uuid[], ?::text[], ?::text[], ?::timestamptz[], ?::bytea[]
        ) AS t (
          id, attempt, status, uncounted, run_at, completed_at,
          result, error_code, error_message,
          event_id, event_type, tenant, occurred_at, data)),
      settled AS (
        UPDATE job
        SET status = incoming.status,
            uncounted = incoming.uncounted,
            run_at = coalesce(incoming.run_at, job.run_at),
            completed_at = incoming.completed_at,
            result = incoming.result::json,
            error_code = incoming.error_code,
            error_message = incoming.error_message,
            progress = CASE incoming.status WHEN 'completed' THEN 1 ELSE job.progress END,
            worker_id = NULL,
            deadline_at = NULL
        FROM incoming
        WHERE job.id = incoming.id
          AND job.attempt = incoming.attempt
          AND job.status = 'processing'
        RETURNING incoming.*),
      announced AS (
        INSERT INTO outbox (event_id, type, job_id, tenant, occurred_at, data)
        SELECT event_id, event_type, id, tenant, occurred_at, data
        FROM settled
        WHERE event_id IS NOT NULL
        ORDER BY occurred_at)
      SELECT id FROM settled
      """;

  private static final byte[] NO_DATA = new byte[0];

  private record Row(Settlement settlement, Optional<JobAnnouncement> event) {
    @Nullable UUID eventId() {
      return event.map(JobAnnouncement::eventId).orElse(null);
    }

    @Nullable JobError error() {
      return settlement.transition().error();
    }
  }

  private final JdbcTemplate jdbc;
  private final Batcher<Row, Boolean> batcher;
  private final Runnable afterCommit;
  private final Counter settled;
  private final Counter refused;

  /**
   * A settler with its own writer threads.
   *
   * @param afterCommit called once per batch that has committed; must be quick
   */
  public Settler(
      JdbcTemplate jdbc, Batcher.Bounds bounds, Runnable afterCommit, MeterRegistry meters) {
    this.jdbc = jdbc;
    this.afterCommit = afterCommit;
    this.batcher = new Batcher<>("settle", bounds, this::write);
    this.settled = counter(meters, "settled");
    this.refused = counter(meters, "refused");
  }

  private static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder("sluice.settle.attempts")
        .description("Outcomes of attempts, written or refused by the fence")
        .tag("outcome", outcome)
        .register(meters);
  }

  /**
   * Writes a settlement and returns once it has committed. Writing the same one again is harmless:
   * the second is refused.
   *
   * @return whether it was written; false where somebody else owns the job by now
   * @throws org.springframework.dao.DataAccessException where the database is away or refuses it
   */
  public boolean settle(Settlement settlement) {
    boolean written = batcher.call(new Row(settlement, settlement.announcement()));
    (written ? settled : refused).increment();
    return written;
  }

  private List<Boolean> write(List<Row> rows) {
    Set<UUID> written =
        new HashSet<>(
            jdbc.queryForList(
                SETTLE,
                UUID.class,
                Rows.of(rows)
                    .uuid(row -> row.settlement().job().id().value())
                    .integer(row -> row.settlement().job().attempt())
                    .text(row -> row.settlement().status().wireName())
                    .integer(row -> row.settlement().transition().next().uncounted())
                    .timestamp(row -> row.settlement().transition().runAt())
                    .timestamp(row -> row.settlement().completedAt())
                    .text(row -> row.settlement().result())
                    .text(row -> row.error() == null ? null : row.error().code())
                    .text(row -> row.error() == null ? null : row.error().message())
                    .uuid(Row::eventId)
                    .text(row -> row.event().map(event -> event.type().wireName()).orElse(null))
                    .text(row -> row.settlement().job().tenant().value())
                    .timestamp(row -> row.settlement().at())
                    .bytes(row -> row.event().map(JobAnnouncement::data).orElse(NO_DATA))
                    .parameters()));
    afterCommit.run();
    return rows.stream().map(row -> written.contains(row.settlement().job().id().value())).toList();
  }

  /** Writes what was handed in, then ends. */
  @Override
  public void close() {
    batcher.close();
  }
}
