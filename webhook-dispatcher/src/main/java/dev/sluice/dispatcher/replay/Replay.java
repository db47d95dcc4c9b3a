package dev.sluice.dispatcher.replay;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A running replay, its row locked by this transaction.
 *
 * @param until exclusive
 * @param statuses of the deliveries that are to be sent once more
 * @param askedAt by the database's clock: what ended later is left alone
 * @param from where to go on
 * @param endpoint how the endpoint stands
 * @param allowance how many deliveries may be queued now; none or less for none
 */
record Replay(
    UUID id,
    UUID endpointId,
    Instant until,
    List<String> statuses,
    Instant askedAt,
    Place from,
    Endpoint endpoint,
    int allowance) {

  /** Whether deliveries go to the endpoint. */
  enum Endpoint {
    ENABLED,
    DISABLED,
    DELETED
  }

  /** In the order of deliveries: right after this one. */
  record Place(Instant createdAt, UUID id) {}

  Replay {
    statuses = List.copyOf(statuses);
  }
}
