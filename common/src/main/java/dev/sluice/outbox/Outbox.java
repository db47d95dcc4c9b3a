package dev.sluice.outbox;

import dev.sluice.batch.Rows;
import dev.sluice.wire.OutboxEvent;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Appends events in the transaction of their state change, so that both commit or neither. The
 * processor's relay publishes them at least once and in order per subject.
 */
public final class Outbox {

  private static final String APPEND =
      """
      INSERT INTO outbox (event_id, type, subject, tenant, occurred_at, data)
      SELECT * FROM unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::timestamptz[], ?::bytea[])
      """;

  private final JdbcTemplate jdbc;

  public Outbox(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Appends all of them in one statement, in this order.
   *
   * @throws IllegalStateException outside a transaction
   */
  public void append(List<OutboxEvent> events) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException(
          "an event must be appended in the transaction of its state change");
    }
    if (events.isEmpty()) {
      return;
    }
    jdbc.update(
        APPEND,
        Rows.of(events)
            .uuid(OutboxEvent::eventId)
            .text(OutboxEvent::type)
            .uuid(OutboxEvent::subject)
            .text(event -> event.tenant().value())
            .timestamp(OutboxEvent::time)
            .bytes(OutboxEvent::data)
            .parameters());
  }
}
