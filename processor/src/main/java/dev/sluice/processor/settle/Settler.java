package dev.sluice.processor.settle;

import static java.util.Objects.requireNonNull;

import dev.sluice.batch.Batcher;
import dev.sluice.batch.Rows;
import dev.sluice.job.JobError;
import dev.sluice.wire.JobEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;

/**
 * Writes the outcomes of attempts. State and event are written by one statement, so both commit or
 * neither. Attempts that end at the same time share a statement.
 *
 * <p>Each row is fenced by its attempt: a settlement is refused, and changes nothing, when the job
 * is no longer in exactly this attempt. So a job ends once and has one terminal event, however late
 * a result arrives. When the client has asked to cancel the job, only a cancellation is accepted.
 */
public final class Settler implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Settler.class);
  private static final Duration RETRY_EVERY = Duration.ofMillis(250);

  // Index job_pkey. `attempt` and `status` are the fence. Only this worker writes the progress
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
      events AS (
        INSERT INTO outbox (event_id, type, subject, tenant, occurred_at, data)
        SELECT event_id, event_type, id, tenant, occurred_at, data
        FROM settled
        WHERE event_id IS NOT NULL
        ORDER BY occurred_at)
      SELECT id, attempt FROM settled
      """;

  // Index job_pkey. Which of those refused were refused only because they are to be cancelled. A
  // separate statement, as the one above may have been refused by a change that committed after it
  // began. A request to cancel is never withdrawn during the attempt.
  private static final String TO_BE_CANCELLED =
      """
      SELECT job.id, job.attempt
      FROM unnest(?::uuid[], ?::int4[]) AS refused (id, attempt)
      JOIN job ON job.id = refused.id AND job.attempt = refused.attempt
      WHERE job.status = 'processing' AND job.cancel_requested_at IS NOT NULL
      """;

  private static final byte[] NO_DATA = new byte[0];

  /** An attempt of a job; two attempts of one job may be in a batch. */
  private record Attempt(UUID job, int number) {}

  private record Row(Attempt attempt, Settlement settlement, Optional<JobEvent> event) {
    Row(Settlement settlement) {
      this(
          new Attempt(settlement.job().id().value(), settlement.job().attempt()),
          settlement,
          settlement.event());
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
   * @param afterCommit called once for each committed batch; must be quick
   */
  public Settler(
      JdbcTemplate jdbc, Batcher.Bounds bounds, Runnable afterCommit, MeterRegistry meters) {
    this.jdbc = jdbc;
    this.afterCommit = afterCommit;
    this.batcher = new Batcher<>("settle", bounds, this::write);
    for (Settled settled : List.of(Settled.SETTLED, Settled.REFUSED, Settled.CANCELLED)) {
      counters.put(
          settled,
          Counter.builder("sluice.settle.attempts")
              .description("Outcomes of attempts, written or refused")
              .tag("outcome", settled.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
  }

  /**
   * Settles, and waits for the database while it is unavailable, so that an answer that was paid
   * for is not lost.
   *
   * @param draining whether the process is shutting down; then an interrupt ends the wait
   */
  public Settled settleUntilWritten(Settlement settlement, BooleanSupplier draining) {
    // An interrupt of the call has been handled by now.
    boolean _ = Thread.interrupted();
    while (true) {
      try {
        return settle(settlement);
      } catch (RejectedExecutionException _) {
        return Settled.GIVEN_UP;
      } catch (DataAccessException | TransactionException e) {
        if (Batcher.isBecauseOfAnItem(e)) {
          log.error("{}: the database refuses its outcome", settlement.job(), e);
          return Settled.UNSTORABLE;
        }
        log.warn("{} not settled yet: {}", settlement.job(), e.getMessage());
      }
      try {
        Thread.sleep(RETRY_EVERY);
      } catch (InterruptedException _) {
        // A lost lease interrupts too, but this may still be the first outcome: the fence decides.
        if (draining.getAsBoolean()) {
          return Settled.GIVEN_UP;
        }
      }
    }
  }

  /**
   * Writes a settlement and returns after the commit. Writing it again is harmless: it is refused.
   *
   * @throws DataAccessException when the database is unavailable or refuses the content
   */
  public Settled settle(Settlement settlement) {
    Settled settled =
        batcher
            .call(new Row(settlement))
            .orElseThrow(() ->
                new TransientDataAccessResourceException(
                    "The reason of a refusal could not be read"));
    requireNonNull(counters.get(settled)).increment();
    return settled;
  }

  /** The result of each row; empty for a refused one whose reason is unknown. */
  private List<Optional<Settled>> write(List<Row> rows) {
    Set<Attempt> written =
        new HashSet<>(
            jdbc.query(
                SETTLE,
                Settler::attempt,
                Rows.of(rows)
                    .uuid(row -> row.attempt().job())
                    .integer(row -> row.attempt().number())
                    .text(row -> row.settlement().status().wireName())
                    .integer(row -> row.settlement().transition().next().uncounted())
                    .timestamp(row -> row.settlement().transition().runAt())
                    .timestamp(row -> row.settlement().completedAt())
                    .text(row -> row.settlement().result())
                    .text(row -> row.error() == null ? null : row.error().code())
                    .text(row -> row.error() == null ? null : row.error().message())
                    .real(row -> row.settlement().progress())
                    .uuid(row -> row.event().map(JobEvent::eventId).orElse(null))
                    .text(row -> row.event().map(event -> event.type().wireName()).orElse(null))
                    .text(row -> row.settlement().job().tenant().value())
                    .timestamp(row -> row.settlement().at())
                    .bytes(row -> row.event().map(JobEvent::data).orElse(NO_DATA))
                    .parameters()));
    afterCommit.run();
    Optional<Set<Attempt>> toBeCancelled =
        toBeCancelled(rows.stream().filter(row -> !written.contains(row.attempt())).toList());
    return rows.stream()
        .map(row ->
            written.contains(row.attempt())
                ? Optional.of(Settled.SETTLED)
                : toBeCancelled.map(attempts ->
                    attempts.contains(row.attempt()) ? Settled.CANCELLED : Settled.REFUSED))
        .toList();
  }

  /** Empty when the query fails: the written rows are committed, the callers of others retry. */
  private Optional<Set<Attempt>> toBeCancelled(List<Row> refused) {
    if (refused.isEmpty()) {
      return Optional.of(Set.of());
    }
    try {
      return Optional.of(
          new HashSet<>(
              jdbc.query(
                  TO_BE_CANCELLED,
                  Settler::attempt,
                  Rows.of(refused)
                      .uuid(row -> row.attempt().job())
                      .integer(row -> row.attempt().number())
                      .parameters())));
    } catch (DataAccessException e) {
      log.warn("the reason of {} refused settlements could not be read", refused.size(), e);
      return Optional.empty();
    }
  }

  private static Attempt attempt(ResultSet row, int number) throws SQLException {
    return new Attempt(row.getObject("id", UUID.class), row.getInt("attempt"));
  }

  /** Writes the queued settlements, then ends. */
  @Override
  public void close() {
    batcher.close();
  }
}
