package dev.sluice.processor.settle;

import static java.util.Objects.requireNonNull;

import dev.sluice.batch.Batcher;
import dev.sluice.batch.Rows;
import dev.sluice.job.JobError;
import dev.sluice.wire.JobEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes what attempts led to: state and event in one statement, so both commit or neither.
 * Attempts that end at the same time share it.
 *
 * <p>Each row is fenced by its attempt: where the job is no longer in exactly this attempt —
 * another worker took it over, its deadline ended it — the settlement is refused and leaves no
 * trace. So a job ends once, and is announced once, however late a result comes. A job that its
 * client has asked to cancel takes no settlement but the one that cancels it.
 */
public final class Settler implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Settler.class);

  // Index job_pkey. `attempt` and `status` are the fence. Progress: this worker alone writes it
  // during this attempt, and a settlement's is never below what it wrote before.
  private static final String SETTLE =
      """
      WITH incoming AS (
        SELECT *
        FROM unnest(
          ?::uuid[], ?::int4[], ?::text[], ?::int4[], ?::timestamptz[], ?::timestamptz[],
          ?::text[], ?::text[], ?::text[], ?::float8[],
          ?::uuid[], ?::text[], ?::text[], ?::timestamptz[], ?::bytea[]
        ) AS t (
          id, attempt, status, uncounted, run_at, completed_at,
          result, error_code, error_message, progress,
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
            progress = incoming.progress,
            worker_id = NULL,
            deadline_at = NULL
        FROM incoming
        WHERE job.id = incoming.id
          AND job.attempt = incoming.attempt
          AND job.status = 'processing'
          AND (job.cancel_requested_at IS NULL OR incoming.status = 'cancelled')
        RETURNING incoming.*),
      announced AS (
        INSERT INTO outbox (event_id, type, subject, tenant, occurred_at, data)
        SELECT event_id, event_type, id, tenant, occurred_at, data
        FROM settled
        WHERE event_id IS NOT NULL
        ORDER BY occurred_at)
      SELECT id FROM settled
      """;

  // Index job_pkey. Of those refused: which are refused only because they are to be cancelled. A
  // statement of its own, as the one above may have been refused by what committed after it began;
  // the request to cancel never goes away while the attempt lasts.
  private static final String TO_BE_CANCELLED =
      """
      SELECT job.id
      FROM unnest(?::uuid[], ?::int4[]) AS refused (id, attempt)
      JOIN job ON job.id = refused.id AND job.attempt = refused.attempt
      WHERE job.status = 'processing' AND job.cancel_requested_at IS NOT NULL
      """;

  private static final byte[] NO_DATA = new byte[0];

  private record Row(Settlement settlement, Optional<JobEvent> event) {
    @Nullable UUID eventId() {
      return event.map(JobEvent::eventId).orElse(null);
    }

    @Nullable JobError error() {
      return settlement.transition().error();
    }
  }

  private final JdbcTemplate jdbc;
  private final Batcher<Row, Optional<Settled>> batcher;
  private final Runnable afterCommit;
  private final Map<Settled, Counter> counters = new EnumMap<>(Settled.class);

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
    counters.put(Settled.WRITTEN, counter(meters, "settled"));
    counters.put(Settled.TAKEN_OVER, counter(meters, "refused"));
    counters.put(Settled.CANCELLED, counter(meters, "cancelled"));
  }

  private static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder("sluice.settle.attempts")
        .description("Outcomes of attempts, written or refused")
        .tag("outcome", outcome)
        .register(meters);
  }

  /**
   * Writes a settlement and returns once it has committed. Writing the same one again is harmless:
   * the second is refused.
   *
   * @throws org.springframework.dao.DataAccessException where the database is away or refuses it
   */
  public Settled settle(Settlement settlement) {
    Settled settled =
        batcher
            .call(new Row(settlement, settlement.announcement()))
            .orElseThrow(() ->
                new TransientDataAccessResourceException("why it was refused could not be read"));
    requireNonNull(counters.get(settled)).increment();
    return settled;
  }

  /** For each row what became of it; empty where it was refused and why is not known. */
  private List<Optional<Settled>> write(List<Row> rows) {
    Set<UUID> written =
        new HashSet<>(
            jdbc.queryForList(
                SETTLE,
                UUID.class,
                Rows.of(rows)
                    .uuid(Settler::id)
                    .integer(row -> row.settlement().job().attempt())
                    .text(row -> row.settlement().status().wireName())
                    .integer(row -> row.settlement().transition().next().uncounted())
                    .timestamp(row -> row.settlement().transition().runAt())
                    .timestamp(row -> row.settlement().completedAt())
                    .text(row -> row.settlement().result())
                    .text(row -> row.error() == null ? null : row.error().code())
                    .text(row -> row.error() == null ? null : row.error().message())
                    .real(row -> row.settlement().progress())
                    .uuid(Row::eventId)
                    .text(row -> row.event().map(event -> event.type().wireName()).orElse(null))
                    .text(row -> row.settlement().job().tenant().value())
                    .timestamp(row -> row.settlement().at())
                    .bytes(row -> row.event().map(JobEvent::data).orElse(NO_DATA))
                    .parameters()));
    afterCommit.run();
    Optional<Set<UUID>> toBeCancelled =
        toBeCancelled(rows.stream().filter(row -> !written.contains(id(row))).toList());
    return rows.stream()
        .map(row ->
            written.contains(id(row))
                ? Optional.of(Settled.WRITTEN)
                : toBeCancelled.map(
                    ids -> ids.contains(id(row)) ? Settled.CANCELLED : Settled.TAKEN_OVER))
        .toList();
  }

  /** Empty where the database does not say: what was written stands, the others ask again. */
  private Optional<Set<UUID>> toBeCancelled(List<Row> refused) {
    if (refused.isEmpty()) {
      return Optional.of(Set.of());
    }
    try {
      return Optional.of(
          new HashSet<>(
              jdbc.queryForList(
                  TO_BE_CANCELLED,
                  UUID.class,
                  Rows.of(refused)
                      .uuid(Settler::id)
                      .integer(row -> row.settlement().job().attempt())
                      .parameters())));
    } catch (DataAccessException e) {
      log.warn("why {} settlements were refused could not be read", refused.size(), e);
      return Optional.empty();
    }
  }

  private static UUID id(Row row) {
    return row.settlement().job().id().value();
  }

  /** Writes what was handed in, then ends. */
  @Override
  public void close() {
    batcher.close();
  }
}
