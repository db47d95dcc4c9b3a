package dev.sluice.webhooks.endpoint;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.TenantId;
import dev.sluice.webhooks.RefusedException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions on a tenant's endpoints. Where the database breaks a deadlock by ending one, it is
 * repeated, at most {@value #MAX_TRIES} times in all. Throws {@link RefusedException} where the
 * tenant has no such endpoint, or has it no longer.
 */
final class OwnEndpoints {

  private static final int MAX_TRIES = 3;

  private final EndpointRows rows;
  private final TransactionTemplate template;
  private final Clock clock;

  OwnEndpoints(EndpointRows rows, TransactionTemplate template, Clock clock) {
    this.rows = rows;
    this.template = template;
    this.clock = clock;
  }

  /** The result of this work, in one transaction. */
  <T> T inTransaction(Supplier<T> work) {
    for (int tries = 1; ; tries++) {
      try {
        return requireNonNull(template.execute(_ -> work.get()));
      } catch (ConcurrencyFailureException e) {
        if (tries == MAX_TRIES || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  /** Reads the endpoint, and what belongs to it. */
  <T> T read(TenantId tenant, EndpointId id, BiFunction<WebhookEndpoint, Instant, T> view) {
    return inTransaction(() ->
        rows.findByIdAndTenantAndDeletedAtIsNull(id.value(), tenant.value())
            .map(endpoint -> view.apply(endpoint, now()))
            .orElseThrow(RefusedException::webhookNotFound));
  }

  /**
   * Changes the endpoint in one transaction that holds its row: of two changes at once, the later
   * one sees what the earlier one did. The moment is one after the row was locked.
   */
  <T> T change(TenantId tenant, EndpointId id, BiFunction<WebhookEndpoint, Instant, T> change) {
    return inTransaction(() ->
        rows.lock(id.value(), tenant.value())
            .map(endpoint -> change.apply(endpoint, now()))
            .orElseThrow(RefusedException::webhookNotFound));
  }

  /** As exact as it is stored. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
