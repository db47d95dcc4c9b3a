package dev.sluice.api.webhooks;

import dev.sluice.api.list.Cursors;
import dev.sluice.api.list.Page;
import dev.sluice.api.list.PageQuery;
import dev.sluice.api.list.Position;
import dev.sluice.api.storage.Database;
import dev.sluice.job.TenantId;
import dev.sluice.webhooks.endpoint.Endpoint;
import dev.sluice.webhooks.endpoint.Endpoints;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Pages of a tenant's endpoints, newest first by {@code (created_at, id)}. Neither changes, and a
 * page begins after an endpoint, not after a number of them: following the cursors shows every
 * endpoint once that existed from the first page to its own.
 */
@Component
final class EndpointListing {

  private static final byte[] LISTING = "webhooks".getBytes(StandardCharsets.UTF_8);
  private static final Duration BOUND = Duration.ofSeconds(5);

  private final Endpoints endpoints;
  private final Database database;
  private final Cursors cursors;

  EndpointListing(Endpoints endpoints, Database database, Cursors cursors) {
    this.endpoints = endpoints;
    this.database = database;
    this.cursors = cursors;
  }

  /**
   * The page; its total is exact.
   *
   * @throws dev.sluice.api.http.errors.ApiException 400 for a cursor of another listing
   * @throws dev.sluice.api.storage.DatabaseUnavailableException within 5 s
   */
  Page<Endpoint> read(TenantId tenant, PageQuery query) {
    String cursor = query.cursor();
    Position start = cursor == null ? null : cursors.read(tenant, LISTING, cursor);
    Endpoints.Listing found =
        database.call(
            BOUND,
            () -> endpoints.list(tenant, start == null ? null : start.row(), query.limit() + 1));
    boolean hasMore = found.endpoints().size() > query.limit();
    List<Endpoint> shown =
        hasMore ? found.endpoints().subList(0, query.limit()) : found.endpoints();
    int page = start == null ? 1 : start.page();
    return new Page<>(
        shown,
        found.total(),
        page,
        query.limit(),
        hasMore,
        hasMore ? cursors.write(tenant, LISTING, after(shown.getLast(), page + 1)) : null);
  }

  private static Position after(Endpoint last, int page) {
    return new Position(last.createdAt(), last.id().value(), page);
  }
}
