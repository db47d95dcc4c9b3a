package dev.sluice.api.list;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a listing.
 *
 * @param total the number of items that meet the filter now; a listing may stop counting at a
 *     maximum, which then means that many or more
 * @param page counts from 1, in the cursor
 * @param pageSize the requested limit; there are fewer items on the last page, and on one whose
 *     items are large
 * @param nextCursor present exactly where there is more
 */
public record Page<T>(
    @Schema(description = "The items of this page.") List<T> items,
    @Schema(description = "The number of all items; large numbers are capped, e.g. at 10 000.")
        @PositiveOrZero
        int total,
    @Schema(description = "The number of this page, from 1.") @Min(1) int page,
    @Schema(description = "The maximum number of items of a page.")
        @Min(1)
        @Max(PageQuery.MAX_LIMIT)
        int pageSize,
    @Schema(description = "Whether there is a next page.") boolean hasMore,
    @Schema(description = "The cursor of the next page.") @Nullable String nextCursor) {

  public Page {
    items = List.copyOf(items);
  }
}
