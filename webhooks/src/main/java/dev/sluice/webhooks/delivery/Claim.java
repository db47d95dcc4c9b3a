package dev.sluice.webhooks.delivery;

import dev.sluice.lease.WorkerId;
import java.util.UUID;

/**
 * A delivery that is claimed for one attempt.
 *
 * @param request the request that claimed it
 * @param attempt the fencing token: writes with another value are refused
 * @param uncounted earlier attempts without an outcome
 * @param earlier counted attempts before the last manual retry or replay
 */
@SuppressWarnings("ArrayRecordComponent") // The bytes that are signed and sent; never compared.
public record Claim(
    ClaimRequest request,
    DeliveryId id,
    WorkerId worker,
    int attempt,
    int uncounted,
    int earlier,
    Trigger trigger,
    UUID eventId,
    String eventType,
    Target target,
    byte[] body) {

  /** The unit of isolation: an endpoint's id, or tenant and host. */
  public String destination() {
    return request.destination();
  }

  /** Attempts of the current round with an outcome, including this one. */
  public int countedAttempts() {
    return attempt - uncounted - earlier;
  }

  /** The URL without its query, which may contain credentials. */
  public String loggedUrl() {
    return withoutQuery(target.url());
  }

  static String withoutQuery(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  /** Omits the query, the secrets and the body. */
  @Override
  public String toString() {
    return "Claim[" + id + ", attempt " + attempt + "]";
  }
}
