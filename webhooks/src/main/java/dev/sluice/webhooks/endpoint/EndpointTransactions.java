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
 * Transactions on a tenant's endpoints. After a deadlock a transaction is repeated, at most {@value
 * #MAX_TRIES} times in all. Throws {@link RefusedException} if the tenant has no such endpoint, or
 * has deleted it.
 */
record EndpointTransactions(EndpointRows rows, TransactionTemplate template, Clock clock) {

  private static final int MAX_TRIES = 3;

  <T> T run(Supplier<T> work) {
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

  <T> T read(TenantId tenant, EndpointId id, BiFunction<WebhookEndpoint, Instant, T> view) {
    return run(() ->
        rows.findByIdAndTenantAndDeletedAtIsNull(id.value(), tenant.value())
            .map(endpoint -> view.apply(endpoint, now()))
            .orElseThrow(RefusedException::webhookNotFound));
  }

  /**
   * Changes the endpoint while its row is locked: the later of two concurrent changes sees the
   * earlier one. The time is one after the row was locked.
   */
  <T> T change(TenantId tenant, EndpointId id, BiFunction<WebhookEndpoint, Instant, T> change) {
    return run(() ->
        rows.lock(id.value(), tenant.value())
            .map(endpoint -> change.apply(endpoint, now()))
            .orElseThrow(RefusedException::webhookNotFound));
  }

  /** With the precision with which it is stored. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
