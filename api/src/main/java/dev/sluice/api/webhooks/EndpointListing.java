package dev.sluice.api.webhooks;

import static java.util.stream.Collectors.groupingBy;

import dev.sluice.api.list.Cursors;
import dev.sluice.api.list.Page;
import dev.sluice.api.list.PageQuery;
import dev.sluice.api.list.Position;
import dev.sluice.job.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/**
 * Reads pages of a tenant's endpoints, newest first by {@code (created_at, id)}. Neither changes,
 * and a page begins after an endpoint, not after a number of them: who follows the cursors sees
 * every endpoint once that was there from the first page to its own.
 */
@Component
final class EndpointListing {

  private static final byte[] LISTING = "webhooks".getBytes(StandardCharsets.UTF_8);

  private final EndpointRows rows;
  private final SecretRows secrets;
  private final WebhookTransactions transactions;
  private final Cursors cursors;
  private final Clock clock;

  EndpointListing(
      EndpointRows rows,
      SecretRows secrets,
      WebhookTransactions transactions,
      Cursors cursors,
      Clock clock) {
    this.rows = rows;
    this.secrets = secrets;
    this.transactions = transactions;
    this.cursors = cursors;
    this.clock = clock;
  }

  /**
   * The page; its total is exact.
   *
   * @throws dev.sluice.api.errors.ApiException 400 for a cursor that is not this listing's
   * @throws dev.sluice.api.stored.DatabaseAwayException within 5 s
   */
  Page<EndpointView> read(TenantId tenant, PageQuery query) {
    String cursor = query.cursor();
    Position start = cursor == null ? null : cursors.read(tenant, LISTING, cursor);
    return transactions.call(() -> read(tenant, query.limit(), start));
  }

  private Page<EndpointView> read(TenantId tenant, int limit, @Nullable Position start) {
    List<WebhookEndpoint> found = rows(tenant, Limit.of(limit + 1), start);
    boolean hasMore = found.size() > limit;
    List<WebhookEndpoint> shown = hasMore ? found.subList(0, limit) : found;
    int page = start == null ? 1 : start.page();
    return new Page<>(
        views(shown),
        rows.count(tenant.value()),
        page,
        limit,
        hasMore,
        hasMore ? cursors.write(tenant, LISTING, after(shown.getLast(), page + 1)) : null);
  }

  private List<WebhookEndpoint> rows(TenantId tenant, Limit limit, @Nullable Position start) {
    return start == null
        ? rows.newest(tenant.value(), limit)
        : rows.after(tenant.value(), start.createdAt(), start.id(), limit);
  }

  private List<EndpointView> views(List<WebhookEndpoint> endpoints) {
    Instant now = clock.instant();
    Map<EndpointId, List<EndpointSecret>> valid =
        secrets
            .valid(endpoints.stream().map(endpoint -> endpoint.id().value()).toList(), now)
            .stream()
            .collect(groupingBy(EndpointSecret::endpoint));
    return endpoints.stream()
        .map(endpoint -> EndpointView.of(endpoint, valid.getOrDefault(endpoint.id(), List.of())))
        .toList();
  }

  private static Position after(WebhookEndpoint last, int page) {
    return new Position(last.createdAt(), last.id().value(), page);
  }
}
