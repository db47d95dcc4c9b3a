package dev.sluice.api.replay;

import static java.util.Objects.requireNonNull;

import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.api.stored.Database;
import dev.sluice.api.webhooks.Endpoint;
import dev.sluice.api.webhooks.EndpointId;
import dev.sluice.api.webhooks.Endpoints;
import dev.sluice.job.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The replays of a tenant's endpoints: rows that the dispatchers carry out. At most {@value
 * #MAX_RUNNING} of a tenant run at a time. Each method answers or throws {@link
 * dev.sluice.api.stored.DatabaseAwayException} within 5 s, and throws {@link ApiException}, 404,
 * for an endpoint or replay that the tenant does not have.
 */
@Component
final class Replays {

  static final int MAX_RUNNING = 5;

  /** How many deliveries of the range are looked at to know the total. */
  static final int MAX_LOOKED = 100_000;

  /** The newest ones are listed; older ones can still be looked at by id. */
  static final int MAX_LISTED = 50;

  private static final Duration BOUND = Duration.ofSeconds(5);

  private final ReplayRows rows;
  private final Endpoints endpoints;
  private final Database database;
  private final TransactionTemplate transactions;

  Replays(
      ReplayRows rows, Endpoints endpoints, Database database, TransactionTemplate transactions) {
    this.rows = rows;
    this.endpoints = endpoints;
    this.database = database;
    this.transactions = transactions;
  }

  /**
   * Stores a new one, running.
   *
   * @throws ApiException also 409, for a deleted endpoint, or where too many run already
   */
  ReplayView create(TenantId tenant, EndpointId webhook, ReplayRequest wanted) {
    // Before the lock, so that others need not wait for it.
    ReplayRows.Count count =
        database.call(
            BOUND,
            () -> {
              requireLive(tenant, webhook);
              return rows.count(webhook, wanted, MAX_LOOKED);
            });
    return inTransaction(() -> {
      rows.lock(tenant);
      if (rows.running(tenant) >= MAX_RUNNING) {
        throw tooMany();
      }
      UUID id = UUID.randomUUID();
      rows.insert(id, tenant, webhook, wanted, count);
      return rows.find(tenant, webhook, id).orElseThrow();
    });
  }

  ReplayView find(TenantId tenant, EndpointId webhook, UUID id) {
    return database.call(
        BOUND,
        () -> {
          standing(tenant, webhook);
          return rows.find(tenant, webhook, id).orElseThrow(Replays::unknown);
        });
  }

  List<ReplayView> newest(TenantId tenant, EndpointId webhook) {
    return database.call(
        BOUND,
        () -> {
          standing(tenant, webhook);
          return rows.newest(tenant, webhook, MAX_LISTED);
        });
  }

  /** What was queued stays queued. One that has ended stays as it is, and is answered as such. */
  ReplayView cancel(TenantId tenant, EndpointId webhook, UUID id) {
    return inTransaction(() -> {
      standing(tenant, webhook);
      rows.cancel(tenant, webhook, id);
      return rows.find(tenant, webhook, id).orElseThrow(Replays::unknown);
    });
  }

  private ReplayView inTransaction(Supplier<ReplayView> work) {
    return database.call(BOUND, () -> requireNonNull(transactions.execute(_ -> work.get())));
  }

  private void requireLive(TenantId tenant, EndpointId webhook) {
    if (standing(tenant, webhook) == Endpoint.Standing.DELETED) {
      throw ErrorCode.WEBHOOK_DELETED.exception();
    }
  }

  private Endpoint.Standing standing(TenantId tenant, EndpointId webhook) {
    return endpoints
        .find(tenant, webhook)
        .orElseThrow(ErrorCode.WEBHOOK_NOT_FOUND::exception)
        .standing();
  }

  private static ApiException tooMany() {
    return ErrorCode.TOO_MANY_REPLAYS.exception(MAX_RUNNING);
  }

  static ApiException unknown() {
    return ErrorCode.REPLAY_NOT_FOUND.exception();
  }
}
