package dev.sluice.webhooks;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The position of a row in the order of {@code (created_at, id)}. */
public record RowPosition(Instant createdAt, UUID id) {

  private static final RowPosition BEHIND_ALL =
      new RowPosition(Instant.parse("9999-12-31T00:00:00Z"), new UUID(-1, -1));

  /** Where a listing with the newest first begins: at this position, or at the newest row. */
  public static RowPosition orNewest(@Nullable RowPosition position) {
    return position == null ? BEHIND_ALL : position;
  }
}
