package dev.sluice.webhooks.replay;

import dev.sluice.webhooks.RowPosition;
import dev.sluice.webhooks.endpoint.EndpointState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A running replay, its row locked by this transaction.
 *
 * @param until exclusive
 * @param statuses of the deliveries that are to be sent again
 * @param requestedAt by the database's clock: what ended later is left alone
 * @param from the last delivery that was examined
 * @param allowance how many deliveries may be queued now; none or less for none
 */
record RunningReplay(
    UUID id,
    UUID endpointId,
    Instant until,
    List<String> statuses,
    Instant requestedAt,
    RowPosition from,
    EndpointState endpoint,
    int allowance) {

  RunningReplay {
    statuses = List.copyOf(statuses);
  }
}
