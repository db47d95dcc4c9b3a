package dev.sluice.api.deliveries;

import dev.sluice.api.list.Cursors;
import dev.sluice.api.list.Page;
import dev.sluice.api.list.PageQuery;
import dev.sluice.api.list.Position;
import dev.sluice.api.storage.Database;
import dev.sluice.job.TenantId;
import dev.sluice.webhooks.delivery.Delivery;
import dev.sluice.webhooks.delivery.DeliveryFilter;
import dev.sluice.webhooks.delivery.DeliveryLog;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Pages of an endpoint's deliveries, newest first. A delivery whose status changes while pages are
 * read by status appears and disappears with it.
 */
@Component
final class DeliveryListing {

  /** How far the deliveries that meet a filter are counted. */
  static final int MAX_TOTAL = 10_000;

  private static final Duration BOUND = Duration.ofSeconds(5);

  private final DeliveryLog deliveries;
  private final Database database;
  private final Cursors cursors;

  DeliveryListing(DeliveryLog deliveries, Database database, Cursors cursors) {
    this.deliveries = deliveries;
    this.database = database;
    this.cursors = cursors;
  }

  /**
   * The page. The endpoint is the tenant's.
   *
   * @throws dev.sluice.api.http.errors.ApiException 400 for a cursor of another listing
   * @throws dev.sluice.api.storage.DatabaseUnavailableException within 5 s for each of its
   *     statements
   */
  Page<Delivery> read(TenantId tenant, DeliveryFilter filter, PageQuery query) {
    byte[] listing = DeliveryFilters.identity(filter);
    String cursor = query.cursor();
    Position start = cursor == null ? null : cursors.read(tenant, listing, cursor);
    List<Delivery> found =
        database.call(
            BOUND,
            () -> deliveries.newest(filter, start == null ? null : start.row(), query.limit() + 1));
    boolean hasMore = found.size() > query.limit();
    List<Delivery> shown = hasMore ? found.subList(0, query.limit()) : found;
    List<Delivery> items = database.call(BOUND, () -> deliveries.withAttempts(shown));
    int page = start == null ? 1 : start.page();
    return new Page<>(
        items,
        database.call(BOUND, () -> deliveries.count(filter, MAX_TOTAL)),
        page,
        query.limit(),
        hasMore,
        hasMore ? cursors.write(tenant, listing, after(items.getLast(), page + 1)) : null);
  }

  private static Position after(Delivery last, int page) {
    return new Position(last.createdAt(), last.deliveryId(), page);
  }
}
