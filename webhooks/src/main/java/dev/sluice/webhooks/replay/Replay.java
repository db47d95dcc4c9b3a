package dev.sluice.webhooks.replay;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replay as the API shows it.
 *
 * @param total matching deliveries when it was requested, as far as they were counted; never less
 *     than {@code queued}
 * @param delivered of those queued. Like {@code failed}, excludes deliveries that another replay, a
 *     manual retry or the deletion of the endpoint took over before they ended
 */
@Schema(name = "Replay")
public record Replay(
    @Schema(description = "The replay's id.") UUID replayId,
    @Schema(description = "The endpoint.") UUID webhookId,
    @Schema(
            description = "`completed` once all is queued.",
            allowableValues = {"running", "completed", "cancelled"})
        String status,
    @Schema(description = "The start of the range, inclusive.") Instant since,
    @Schema(description = "The end of the range, exclusive.") Instant until,
    @ArraySchema(
            arraySchema = @Schema(description = "The status of the deliveries."),
            schema = @Schema(allowableValues = {"failed", "held", "discarded", "delivered"}))
        List<String> statuses,
    @Schema(
            description = "How many matched when it was created; never less than `queued`.",
            minimum = "0")
        int total,
    @Schema(description = "False if there were more than 100 000 deliveries to examine.")
        boolean totalIsExact,
    @Schema(description = "The number of deliveries queued so far.", minimum = "0") int queued,
    @Schema(description = "Of those, how many were delivered.", minimum = "0") int delivered,
    @Schema(
            description =
                "Of those, how many failed. Deliveries that were retried while held, or were"
                    + " discarded, count in neither.",
            minimum = "0")
        int failed,
    @Schema(description = "When it was created.") Instant createdAt,
    @Schema(description = "When it ended.") @Nullable Instant completedAt) {

  public Replay {
    statuses = List.copyOf(statuses);
  }
}
