package dev.sluice.api.cancel;

import dev.sluice.api.stored.Database;
import dev.sluice.api.stored.OpenReceipts;
import dev.sluice.job.EventType;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.outbox.Outbox;
import dev.sluice.schema.JobRow;
import dev.sluice.wire.JobAnnouncement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Cancels a pending job, stored or still on its way. Once it says {@link CancelOutcome#CANCELLED},
 * the job never runs. Exact against claims and intake, by the row: whichever writes first wins.
 */
@Component
public final class Cancellation {

  private static final Duration BOUND = Duration.ofSeconds(5);

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
   * Cancels in one transaction.
   *
   * @throws dev.sluice.api.stored.DatabaseAwayException within 5 s
   */
  public CancelOutcome cancel(TenantId tenant, JobId id) {
    return database.call(
        BOUND, () -> transactions.execute(_ -> cancelStoredOrNot(tenant, id, clock.instant())));
  }

  private CancelOutcome cancelStoredOrNot(TenantId tenant, JobId id, Instant now) {
    if (cancelStored(tenant, id, now)) {
      return CancelOutcome.CANCELLED;
    }
    if (isStored(tenant, id)) {
      // Intake may have stored it between the two statements.
      return cancelStored(tenant, id, now)
          ? CancelOutcome.CANCELLED
          : CancelOutcome.NOT_CANCELLABLE;
    }
    if (!openReceipts.mayBeOnItsWay(tenant, id)) {
      return CancelOutcome.UNKNOWN;
    }
    // No row to insert means that intake has stored the job meanwhile, and committed.
    return insertStub(tenant, id, now) || cancelStored(tenant, id, now)
        ? CancelOutcome.CANCELLED
        : CancelOutcome.NOT_CANCELLABLE;
  }

  /** By primary key; the guard on status is the lifecycle's. */
  private boolean cancelStored(TenantId tenant, JobId id, Instant now) {
    String sql =
        """
        UPDATE job SET status = 'cancelled', completed_at = ?
        WHERE id = ? AND tenant = ? AND status = 'pending'
        RETURNING
        """
            + JobRow.COLUMNS;
    List<JobAnnouncement> cancelled =
        jdbc.query(sql, JobRow::map, Timestamp.from(now), id.value(), tenant.value()).stream()
            .map(row -> JobAnnouncement.of(EventType.CANCELLED, row.job(), row.tenant(), now))
            .toList();
    outbox.append(cancelled);
    return !cancelled.isEmpty();
  }

  private boolean isStored(TenantId tenant, JobId id) {
    String sql = "SELECT EXISTS (SELECT FROM job WHERE id = ? AND tenant = ?)";
    return Boolean.TRUE.equals(jdbc.queryForObject(sql, Boolean.class, id.value(), tenant.value()));
  }

  /** Takes the job's place. Intake fills in what was asked for, and announces the cancellation. */
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
