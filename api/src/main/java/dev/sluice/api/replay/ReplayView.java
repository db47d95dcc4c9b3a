package dev.sluice.api.replay;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replay as the API shows it.
 *
 * @param status how it stands: running; done once all is queued; or cancelled
 * @param total deliveries that fitted when it was asked for, as far as they were counted; never
 *     less than {@code queued}
 * @param queued so far
 * @param delivered of those queued, so far, whatever is done with them afterwards; like {@code
 *     failed} without what was taken by another replay, by hand or with its endpoint before it
 *     ended
 * @param failed of those queued, so far
 */
@Schema(name = "Replay")
record ReplayView(
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
    @Schema(description = "How many matched when it was created; never less than `queued`.")
        @PositiveOrZero
        int total,
    @Schema(description = "False if there were more than 100 000 deliveries to examine.")
        boolean totalIsExact,
    @Schema(description = "The number of deliveries queued so far.") @PositiveOrZero int queued,
    @Schema(description = "Of those, how many were delivered.") @PositiveOrZero int delivered,
    @Schema(
            description =
                "Of those, how many failed. Deliveries that were retried while held, or were"
                    + " discarded, count in neither.")
        @PositiveOrZero
        int failed,
    @Schema(description = "When it was created.") Instant createdAt,
    @Schema(description = "When it ended.") @Nullable Instant completedAt) {

  ReplayView {
    statuses = List.copyOf(statuses);
  }
}
