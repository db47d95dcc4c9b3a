package dev.sluice.api.replay;

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
record ReplayView(
    UUID replayId,
    UUID webhookId,
    String status,
    Instant since,
    Instant until,
    List<String> statuses,
    int total,
    boolean totalIsExact,
    int queued,
    int delivered,
    int failed,
    Instant createdAt,
    @Nullable Instant completedAt) {

  ReplayView {
    statuses = List.copyOf(statuses);
  }
}
