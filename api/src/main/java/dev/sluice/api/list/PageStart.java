package dev.sluice.api.list;

import dev.sluice.job.TenantId;
import dev.sluice.webhooks.RowPosition;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the requested page of a listing begins.
 *
 * @param listing the listing with its filters: equal text exactly for equal ones
 * @param after the last item of the previous page; null for the first page
 * @param number counts from 1
 */
public record PageStart(
    Cursors cursors,
    TenantId tenant,
    String listing,
    int limit,
    @Nullable RowPosition after,
    int number) {

  /** At most one page of these items. */
  public <T> List<T> cut(List<T> found) {
    return found.size() > limit ? found.subList(0, limit) : found;
  }

  public <T> Page<T> page(
      List<T> items, boolean hasMore, int total, Function<T, RowPosition> position) {
    String next =
        hasMore
            ? cursors.write(tenant, listing, position.apply(items.getLast()), number + 1)
            : null;
    return new Page<>(items, total, number, limit, hasMore, next);
  }
}
