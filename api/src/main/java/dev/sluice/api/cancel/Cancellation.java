package dev.sluice.api.cancel;

import static dev.sluice.api.cancel.CancelOutcome.CANCELLED;
import static dev.sluice.api.cancel.CancelOutcome.NOT_CANCELLABLE;
import static dev.sluice.api.cancel.CancelOutcome.REQUESTED;
import static dev.sluice.api.cancel.CancelOutcome.UNKNOWN;
import static java.util.Objects.requireNonNull;

import dev.sluice.api.storage.Database;
import dev.sluice.api.storage.OpenReceipts;
import dev.sluice.job.EventType;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.outbox.Outbox;
import dev.sluice.schema.JobRow;
import dev.sluice.wire.JobEvent;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Cancels jobs, stored or not. After {@link CancelOutcome#CANCELLED} the job never runs again;
 * after {@link CancelOutcome#REQUESTED} it ends as cancelled. The row decides between a
 * cancellation and a concurrent intake, claim, settlement or retry: the first write wins.
 */
@Component
public final class Cancellation {

  private static final Duration BOUND = Duration.ofSeconds(5);

  // By primary key; the guards on status are the lifecycle's.
  private static final String CANCEL_PENDING =
      """
      UPDATE job
      SET status = 'cancelled',
          completed_at = ?::timestamptz,
          error_code = NULL,
          error_message = NULL
      WHERE id = ? AND tenant = ? AND status = 'pending'
      RETURNING
      """
          + JobRow.COLUMNS;

  // By primary key. One statement, so that a concurrent change of state is no race: the guard and
  // the CASEs see the locked row. The time of the first request is kept.
  private static final String CANCEL =
      """
      UPDATE job
      SET status = CASE status WHEN 'pending' THEN 'cancelled' ELSE status END,
          completed_at = CASE status WHEN 'pending' THEN ?::timestamptz END,
          error_code = CASE status WHEN 'pending' THEN NULL ELSE error_code END,
          error_message = CASE status WHEN 'pending' THEN NULL ELSE error_message END,
          cancel_requested_at =
            CASE status
              WHEN 'pending' THEN cancel_requested_at
              ELSE coalesce(cancel_requested_at, now())
            END
      WHERE id = ? AND tenant = ? AND status IN ('pending', 'processing')
      RETURNING
      """
          + JobRow.COLUMNS;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final Database database;
  private final Outbox outbox;
  private final OpenReceipts openReceipts;
  private final Clock clock;

  Cancellation(
      JdbcTemplate jdbc,
      TransactionTemplate transactions,
      Database database,
      Outbox outbox,
      OpenReceipts openReceipts,
      Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.database = database;
    this.outbox = outbox;
    this.openReceipts = openReceipts;
    this.clock = clock;
  }

  /**
   * Cancels a pending job, in one transaction.
   *
   * @throws dev.sluice.api.storage.DatabaseUnavailableException within 5 s
   */
  public CancelOutcome cancelPending(TenantId tenant, JobId id) {
    return inTransaction(
        now -> cancelStoredOrNot(CANCEL_PENDING, tenant, id, now).orElse(NOT_CANCELLABLE));
  }

  /**
   * Cancels a pending job, or requests the cancellation of a running one, in one transaction.
   * Repeatable.
   *
   * @throws dev.sluice.api.storage.DatabaseUnavailableException within 5 s
   */
  CancelOutcome cancel(TenantId tenant, JobId id) {
    return inTransaction(
        now -> cancelStoredOrNot(CANCEL, tenant, id, now).orElseGet(() -> ended(tenant, id)));
  }

  private CancelOutcome inTransaction(Function<Instant, CancelOutcome> cancel) {
    return database.call(
        BOUND, () -> requireNonNull(transactions.execute(_ -> cancel.apply(clock.instant()))));
  }

  /** Empty if the job is stored and the statement does not apply to its state. */
  private Optional<CancelOutcome> cancelStoredOrNot(
      String statement, TenantId tenant, JobId id, Instant now) {
    Optional<CancelOutcome> stored = cancelStored(statement, tenant, id, now);
    if (stored.isPresent()) {
      return stored;
    }
    if (isStored(tenant, id)) {
      // Intake may have stored it between the two statements.
      return cancelStored(statement, tenant, id, now);
    }
    if (!openReceipts.mayBeInTopic(tenant, id)) {
      return Optional.of(UNKNOWN);
    }
    // If the row exists, intake has stored the job meanwhile, and committed.
    return insertStub(tenant, id, now)
        ? Optional.of(CANCELLED)
        : cancelStored(statement, tenant, id, now);
  }

  private Optional<CancelOutcome> cancelStored(
      String statement, TenantId tenant, JobId id, Instant now) {
    List<JobRow> rows =
        jdbc.query(statement, JobRow::map, now.toString(), id.value(), tenant.value());
    outbox.append(
        rows.stream()
            .filter(row -> row.job().isTerminal())
            .map(row -> JobEvent.of(EventType.CANCELLED, row.job(), row.tenant(), now))
            .map(JobEvent::toOutboxEvent)
            .toList());
    return rows.stream().map(row -> row.job().isTerminal() ? CANCELLED : REQUESTED).findFirst();
  }

  /** By primary key, of a job that has ended. */
  private CancelOutcome ended(TenantId tenant, JobId id) {
    String sql = "SELECT status = 'cancelled' FROM job WHERE id = ? AND tenant = ?";
    return Boolean.TRUE.equals(jdbc.queryForObject(sql, Boolean.class, id.value(), tenant.value()))
        ? CANCELLED
        : NOT_CANCELLABLE;
  }

  private boolean isStored(TenantId tenant, JobId id) {
    String sql = "SELECT EXISTS (SELECT FROM job WHERE id = ? AND tenant = ?)";
    return Boolean.TRUE.equals(jdbc.queryForObject(sql, Boolean.class, id.value(), tenant.value()));
  }

  /** Inserts a stub. Intake completes it with the request and announces the cancellation. */
  private boolean insertStub(TenantId tenant, JobId id, Instant now) {
    String sql =
        """
        INSERT INTO job (id, tenant, status, max_attempts, priority, created_at, run_at,
                         timeout_seconds, completed_at, stub)
        VALUES (?, ?, 'cancelled', 1, 'normal', ?, ?, 1, ?, true)
        ON CONFLICT (id) DO NOTHING
        """;
    Timestamp created = Timestamp.from(openReceipts.issuedAt(id).orElse(now));
    return jdbc.update(sql, id.value(), tenant.value(), created, created, Timestamp.from(now)) == 1;
  }
}
