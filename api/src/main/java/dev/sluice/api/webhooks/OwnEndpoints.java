package dev.sluice.api.webhooks;

import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.job.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BiFunction;
import org.springframework.stereotype.Component;

/**
 * A tenant's endpoint, taken to be looked at or changed. Everything throws {@link
 * dev.sluice.api.stored.DatabaseAwayException} within 5 s, and {@link ApiException} 404 where the
 * tenant has no such endpoint, or has it no longer.
 */
@Component
final class OwnEndpoints {

  private final EndpointRows rows;
  private final WebhookTransactions transactions;
  private final Clock clock;

  OwnEndpoints(EndpointRows rows, WebhookTransactions transactions, Clock clock) {
    this.rows = rows;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** What is seen of the endpoint, and of what belongs to it, at the given moment. */
  <T> T look(TenantId tenant, EndpointId id, BiFunction<WebhookEndpoint, Instant, T> view) {
    return transactions.call(() ->
        rows.findByIdAndTenantAndDeletedAtIsNull(id.value(), tenant.value())
            .map(endpoint -> view.apply(endpoint, now()))
            .orElseThrow(ErrorCode.WEBHOOK_NOT_FOUND::exception));
  }

  /**
   * Changes the endpoint in one transaction that holds its row: of two changes at once, the later
   * one sees what the earlier one did. The moment is one after the row was locked.
   */
  <T> T change(TenantId tenant, EndpointId id, BiFunction<WebhookEndpoint, Instant, T> change) {
    return transactions.call(() ->
        rows.lock(id.value(), tenant.value())
            .map(endpoint -> change.apply(endpoint, now()))
            .orElseThrow(ErrorCode.WEBHOOK_NOT_FOUND::exception));
  }

  /** As exact as it is stored. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
