package dev.sluice.webhooks.delivery;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Selects the deliveries of an endpoint that meet every given condition.
 *
 * @param statuses any of these; empty for all
 * @param createdAfter exclusive
 * @param createdBefore exclusive
 */
public record DeliveryFilter(
    UUID webhook,
    Set<DeliveryStatus> statuses,
    @Nullable String event,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore) {

  public DeliveryFilter {
    // In the order of declaration, so that equal filters are serialised alike.
    EnumSet<DeliveryStatus> sorted = EnumSet.noneOf(DeliveryStatus.class);
    sorted.addAll(statuses);
    statuses = Collections.unmodifiableSet(sorted);
  }
}
