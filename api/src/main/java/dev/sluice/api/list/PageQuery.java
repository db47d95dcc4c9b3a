package dev.sluice.api.list;

import dev.sluice.wire.InvalidFieldException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requested page of a listing.
 *
 * @param limit items of a page, 1–{@value #MAX_LIMIT}
 * @param cursor unverified; null for the first page
 */
public record PageQuery(int limit, @Nullable String cursor) {

  static final int DEFAULT_LIMIT = 20;
  static final int MAX_LIMIT = 100;

  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,2}");

  /**
   * Reads {@code limit} and {@code cursor}; other parameters are ignored.
   *
   * @throws InvalidFieldException where one is out of bounds
   */
  public static PageQuery of(Map<String, String[]> parameters) {
    return new PageQuery(
        single(parameters, "limit").map(PageQuery::limit).orElse(DEFAULT_LIMIT),
        single(parameters, "cursor").orElse(null));
  }

  /**
   * The value of a query parameter that may be given once; empty where it is not given.
   *
   * @throws InvalidFieldException where it is given more than once
   */
  public static Optional<String> single(Map<String, String[]> parameters, String name) {
    String[] values = parameters.get(name);
    if (values == null) {
      return Optional.empty();
    }
    if (values.length > 1) {
      throw new InvalidFieldException(name, name + " must be given once.");
    }
    return Optional.of(values[0]);
  }

  private static int limit(String value) {
    if (!LIMIT.matcher(value).matches() || Integer.parseInt(value) > MAX_LIMIT) {
      throw new InvalidFieldException(
          "limit", "limit must be an integer from 1 to %d.".formatted(MAX_LIMIT));
    }
    return Integer.parseInt(value);
  }
}
