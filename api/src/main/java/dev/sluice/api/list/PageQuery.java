package dev.sluice.api.list;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * The requested page of a listing.
 *
 * @param limit items of a page
 * @param cursor unverified; null for the first page
 */
@JsonInclude(Include.NON_NULL)
public record PageQuery(
    @Schema(
            description = "The maximum number of items of a page.",
            defaultValue = "" + PageQuery.DEFAULT_LIMIT)
        @Min(value = 1, message = PageQuery.LIMITS)
        @Max(value = PageQuery.MAX_LIMIT, message = PageQuery.LIMITS)
        @Nullable Integer limit,
    @Schema(description = "The `next_cursor` of the previous page.") @Nullable String cursor) {

  static final int DEFAULT_LIMIT = 20;
  static final int MAX_LIMIT = 100;
  static final String LIMITS = "must be an integer from 1 to " + MAX_LIMIT;

  int limitOrDefault() {
    return requireNonNullElse(limit, DEFAULT_LIMIT);
  }
}
