package dev.sluice.webhooks;

import java.time.Instant;
import java.util.UUID;

/** A position in the order of {@code (created_at, id)}: that of this row. */
public record RowPosition(Instant createdAt, UUID id) {}
