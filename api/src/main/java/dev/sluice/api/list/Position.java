package dev.sluice.api.list;

import dev.sluice.webhooks.RowPosition;
import java.time.Instant;
import java.util.UUID;

/**
 * Where a page begins: right after this item, in the order of the listing.
 *
 * @param page the number of the page that begins here, from 2
 */
public record Position(Instant createdAt, UUID id, int page) {

  /** Without the page. */
  public RowPosition row() {
    return new RowPosition(createdAt, id);
  }
}
