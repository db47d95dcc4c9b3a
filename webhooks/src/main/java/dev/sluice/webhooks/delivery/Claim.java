package dev.sluice.webhooks.delivery;

import dev.sluice.lease.WorkerId;
import java.util.UUID;

/**
 * A delivery that this worker holds for one attempt.
 *
 * @param attempt the fencing token: whoever writes with another one is refused
 * @param uncounted earlier attempts that had no outcome
 * @param earlier counted attempts before it was last retried by hand or replayed
 * @param destination what is isolated from others: an endpoint's id, or tenant and host
 */
@SuppressWarnings("ArrayRecordComponent") // The bytes that are signed and sent; never compared.
public record Claim(
    DeliveryId id,
    WorkerId worker,
    int attempt,
    int uncounted,
    int earlier,
    Trigger trigger,
    UUID eventId,
    String eventType,
    String destination,
    Target target,
    byte[] body) {

  /** Attempts of this round with an outcome, this one included, once it has one. */
  public int countedAttempts() {
    return attempt - uncounted - earlier;
  }

  /** The address without what may carry a credential. */
  public String loggedUrl() {
    String url = target.url();
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  /** Never shows the query, the secrets or the body. */
  @Override
  public String toString() {
    return "Claim[" + id + ", attempt " + attempt + "]";
  }
}
