package dev.sluice.dispatcher.deliver;

import dev.sluice.job.JobId;
import dev.sluice.lease.WorkerId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that this worker holds for one attempt.
 *
 * @param attempt the fencing token: whoever writes with another one is refused
 * @param uncounted earlier attempts that had no outcome
 * @param endpoint host and port as the URL has them; what the cap per endpoint counts
 * @param sealedSecret absent where the webhook is not signed
 */
@SuppressWarnings("ArrayRecordComponent") // The bytes that are signed and sent; never compared.
record Claim(
    DeliveryId id,
    WorkerId worker,
    int attempt,
    int uncounted,
    UUID eventId,
    String eventType,
    JobId jobId,
    String url,
    String endpoint,
    @Nullable String sealedSecret,
    byte[] body) {

  /** Attempts with an outcome, this one included, once it has one. */
  int countedAttempts() {
    return attempt - uncounted;
  }

  /** The address without what may carry a credential. */
  String loggedUrl() {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  /** Never shows the query, the secret or the body. */
  @Override
  public String toString() {
    return "Claim[" + id + ", attempt " + attempt + "]";
  }
}
