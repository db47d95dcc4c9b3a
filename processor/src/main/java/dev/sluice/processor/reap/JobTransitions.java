package dev.sluice.processor.reap;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.EventType;
import dev.sluice.job.JobStatus;
import dev.sluice.outbox.Outbox;
import dev.sluice.schema.JobRow;
import dev.sluice.wire.JobEvent;
import dev.sluice.wire.OutboxEvent;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Carries out a statement that moves jobs and announces them in the same transaction. */
final class JobTransitions {

  private final TransactionTemplate transaction;
  private final Outbox outbox;
  private final Clock clock;

  JobTransitions(JdbcTemplate jdbc, TransactionTemplate transaction, Clock clock) {
    this.transaction = transaction;
    this.outbox = new Outbox(jdbc);
    this.clock = clock;
  }

  /**
   * The jobs that the statement moved, as they stand now.
   *
   * @param type what is announced of a job in this status; empty for nothing
   */
  List<JobRow> moved(
      Supplier<List<JobRow>> statement, Function<JobStatus, Optional<EventType>> type) {
    return requireNonNull(
        transaction.execute(_ -> {
          List<JobRow> rows = statement.get();
          outbox.append(rows.stream().flatMap(row -> announcement(row, type).stream()).toList());
          return rows;
        }));
  }

  private Optional<OutboxEvent> announcement(
      JobRow row, Function<JobStatus, Optional<EventType>> type) {
    return type.apply(row.job().status())
        .map(event -> JobEvent.of(event, row.job(), row.tenant(), clock.instant()))
        .map(JobEvent::announcement);
  }
}
