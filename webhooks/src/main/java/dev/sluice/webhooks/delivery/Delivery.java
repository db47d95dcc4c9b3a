package dev.sluice.webhooks.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the API shows it.
 *
 * @param url without its query, which may contain credentials
 * @param nextAttemptAt null unless it is pending
 * @param attempts the latest ones, in order
 */
@Schema(name = "Delivery")
public record Delivery(
    @Schema(description = "The delivery's id.") UUID deliveryId,
    @Schema(description = "The event's id, as in `webhook-id`.") UUID eventId,
    @Schema(description = "The event's type.") String event,
    @JsonInclude(Include.NON_NULL)
        @Schema(description = "The endpoint; absent for the webhook of a job itself.")
        @Nullable UUID webhookId,
    @JsonInclude(Include.NON_NULL) @Schema(description = "The job; absent for an event of no job.")
        @Nullable UUID jobId,
    @Schema(description = "Where it is sent, without the query.") String url,
    @Schema(description = "`held`: its endpoint is disabled. `discarded`: it was deleted.")
        DeliveryStatus status,
    @Schema(
            description = "What last caused it to be sent.",
            allowableValues = {"automatic", "manual", "replay"})
        String trigger,
    @Schema(description = "The number of attempts so far.", minimum = "0") int attempt,
    @Schema(description = "When it is tried next.") @Nullable Instant nextAttemptAt,
    @Schema(description = "When it was planned.") Instant createdAt,
    @Schema(description = "When it ended.") @Nullable Instant completedAt,
    @JsonInclude(Include.NON_NULL)
        @Schema(
            description = "The replay that last queued it, unless it was retried by hand since.")
        @Nullable UUID replayId,
    @Schema(description = "The latest attempts, in order.") List<DeliveryAttempt> attempts) {

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
