package dev.sluice.webhooks.delivery;

import dev.sluice.lease.WorkerId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that is claimed for one attempt, with its target as of then.
 *
 * @param request the request that claimed it
 * @param attempt the fencing token: writes with another value are refused
 * @param uncounted earlier attempts without an outcome
 * @param earlier counted attempts before the last manual retry or replay
 * @param trigger {@code automatic}, {@code manual} or {@code replay}
 * @param sealedFor the id that the secrets and headers are bound to: the endpoint's or the job's
 * @param sealedHeaders a JSON object of extra headers; null for none
 * @param secrets the valid ones, oldest first; empty if the webhook of a job is not signed
 */
@SuppressWarnings("ArrayRecordComponent") // The bytes that are signed and sent; never compared.
public record Claim(
    ClaimRequest request,
    DeliveryId id,
    WorkerId worker,
    int attempt,
    int uncounted,
    int earlier,
    String trigger,
    UUID eventId,
    String eventType,
    String url,
    String sealedFor,
    @Nullable String sealedHeaders,
    List<SealedSecret> secrets,
    byte[] body) {

  /**
   * A secret that signs deliveries.
   *
   * @param kind {@code v1} or {@code v1a}
   */
  public record SealedSecret(String kind, String sealed) {}

  public Claim {
    secrets = List.copyOf(secrets);
  }

  /** The unit of isolation: an endpoint's id, or tenant and host. */
  public String destination() {
    return request.destination();
  }

  /** Null for the webhook of a job itself. */
  public @Nullable UUID endpoint() {
    return request.endpoint();
  }

  /** Attempts of the current round with an outcome, including this one. */
  public int countedAttempts() {
    return attempt - uncounted - earlier;
  }

  /** The URL without its query, which may contain credentials. */
  public String loggedUrl() {
    return withoutQuery(url);
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
