package dev.sluice.api.list;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a listing, as it is sent.
 *
 * @param total how many there are in all that meet the filter now; a listing may stop counting
 *     somewhere, which then means that many or more
 * @param page counts from 1, in the cursor
 * @param pageSize the limit that was asked for; fewer items on the last page, and on one whose
 *     items are large
 * @param nextCursor present exactly where there is more
 */
public record Page<T>(
    List<T> items,
    int total,
    int page,
    int pageSize,
    boolean hasMore,
    @Nullable String nextCursor) {

  public Page {
    items = List.copyOf(items);
  }
}
