package dev.sluice.webhooks.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the API shows it.
 *
 * @param webhookId absent for the webhook of a job itself
 * @param jobId absent for an event that is of no job
 * @param url without its query, which may carry a credential
 * @param trigger what brought it to where it is pending, or was last
 * @param nextAttemptAt when it is tried next; absent unless it waits for that
 * @param replayId the replay that queued it; absent where none did, or somebody sent it again by
 *     hand since
 * @param attempts the latest ones, in order
 */
public record Delivery(
    UUID deliveryId,
    UUID eventId,
    String event,
    @JsonInclude(Include.NON_NULL) @Nullable UUID webhookId,
    @JsonInclude(Include.NON_NULL) @Nullable UUID jobId,
    String url,
    DeliveryStatus status,
    String trigger,
    int attempt,
    @Nullable Instant nextAttemptAt,
    Instant createdAt,
    @Nullable Instant completedAt,
    @JsonInclude(Include.NON_NULL) @Nullable UUID replayId,
    List<DeliveryAttempt> attempts) {

  public Delivery {
    attempts = List.copyOf(attempts);
  }

  Delivery with(List<DeliveryAttempt> shown) {
    return new Delivery(
        deliveryId,
        eventId,
        event,
        webhookId,
        jobId,
        url,
        status,
        trigger,
        attempt,
        nextAttemptAt,
        createdAt,
        completedAt,
        replayId,
        shown);
  }
}
