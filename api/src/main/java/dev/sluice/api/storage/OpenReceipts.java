package dev.sluice.api.storage;

import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.receipt.Receipts;
import dev.sluice.wire.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whether a job that is not stored may still be in the topic. Thread-safe. */
@Component
public final class OpenReceipts {

  private final Receipts receipts;
  private final Clock clock;

  OpenReceipts(Receipts receipts, Clock clock) {
    this.receipts = receipts;
    this.clock = clock;
  }

  /**
   * Whether the id was issued to this tenant, and recently enough for its submission to be in the
   * topic.
   */
  public boolean mayBeInTopic(TenantId tenant, JobId id) {
    return receipts.isGenuine(tenant, id)
        && receipts
            .issuedAt(id)
            .map(issued -> issued.isAfter(clock.instant().minus(Topics.SUBMITTED_RETENTION)))
            .orElse(true);
  }

  /** When the id was issued; empty if it is derived from an idempotency key. */
  public Optional<Instant> issuedAt(JobId id) {
    return receipts.issuedAt(id);
  }
}
