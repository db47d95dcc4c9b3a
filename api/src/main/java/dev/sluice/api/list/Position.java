package dev.sluice.api.list;

import java.time.Instant;
import java.util.UUID;

/**
 * Where a page begins: right after this item, in the order of the listing.
 *
 * @param page the number of the page that begins here, from 2
 */
public record Position(Instant createdAt, UUID id, int page) {}
