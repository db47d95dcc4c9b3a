package dev.sluice.api.deliveries;

import dev.sluice.api.list.Cursors;
import dev.sluice.api.list.Page;
import dev.sluice.api.list.PageQuery;
import dev.sluice.api.list.Position;
import dev.sluice.api.stored.Database;
import dev.sluice.job.TenantId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Reads pages of an endpoint's deliveries, newest first by {@code (created_at, id)}, which never
 * change: pages neither skip nor repeat a delivery while others are added. One whose status changes
 * while pages are read by status comes and goes with it.
 *
 * <p>Each page's attempts are bounded as {@link Attempts} says.
 */
@Component
final class DeliveryListing {

  /** How far the deliveries that meet a filter are counted. */
  static final int MAX_TOTAL = 10_000;

  private static final Duration BOUND = Duration.ofSeconds(5);

  private final JdbcTemplate jdbc;
  private final Attempts attempts;
  private final Database database;
  private final Cursors cursors;

  DeliveryListing(JdbcTemplate jdbc, Attempts attempts, Database database, Cursors cursors) {
    this.jdbc = jdbc;
    this.attempts = attempts;
    this.database = database;
    this.cursors = cursors;
  }

  /**
   * The page. The endpoint is the tenant's.
   *
   * @throws dev.sluice.api.errors.ApiException 400 for a cursor that is not this listing's
   * @throws dev.sluice.api.stored.DatabaseAwayException within 5 s
   */
  Page<DeliveryView> read(TenantId tenant, DeliveryFilter filter, PageQuery query) {
    byte[] listing = filter.identity();
    String cursor = query.cursor();
    Position start = cursor == null ? null : cursors.read(tenant, listing, cursor);
    List<DeliveryView> found = database.call(BOUND, () -> newest(filter, start, query.limit() + 1));
    boolean hasMore = found.size() > query.limit();
    List<DeliveryView> shown = hasMore ? found.subList(0, query.limit()) : found;
    List<DeliveryView> items = database.call(BOUND, () -> attempts.with(shown, Attempts.PER_ITEM));
    int page = start == null ? 1 : start.page();
    return new Page<>(
        items,
        database.call(BOUND, () -> total(filter)),
        page,
        query.limit(),
        hasMore,
        hasMore ? cursors.write(tenant, listing, after(items.getLast(), page + 1)) : null);
  }

  private static Position after(DeliveryView last, int page) {
    return new Position(last.createdAt(), last.deliveryId(), page);
  }

  private List<DeliveryView> newest(DeliveryFilter filter, @Nullable Position start, int max) {
    Selection selection = Selection.newest(filter, start, max);
    return jdbc.query(
        """
        SELECT %s
        FROM (%s) AS page JOIN delivery d ON d.id = page.id
        ORDER BY d.created_at DESC, d.id DESC
        LIMIT ?
        """
            .formatted(DeliveryRow.COLUMNS, selection.sql()),
        DeliveryRow::delivery,
        selection.parameters(max));
  }

  private int total(DeliveryFilter filter) {
    Selection selection = Selection.all(filter, MAX_TOTAL);
    Integer total =
        jdbc.queryForObject(
            "SELECT count(*) FROM (SELECT FROM (%s) AS found LIMIT ?) AS counted"
                .formatted(selection.sql()),
            Integer.class,
            selection.parameters(MAX_TOTAL));
    return total == null ? 0 : total;
  }
}
