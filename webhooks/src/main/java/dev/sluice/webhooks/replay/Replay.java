package dev.sluice.webhooks.replay;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replay as the API shows it.
 *
 * @param status running; completed once all is queued; or cancelled
 * @param total deliveries that matched when it was requested, as far as they were counted; never
 *     less than {@code queued}
 * @param queued so far
 * @param delivered of those queued, so far, whatever is done with them afterwards; like {@code
 *     failed} without those that another replay, a retry by hand or the deletion of the endpoint
 *     took over before they ended
 * @param failed of those queued, so far
 */
public record Replay(
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

  public Replay {
    statuses = List.copyOf(statuses);
  }
}
