package dev.sluice.processor;

import dev.sluice.chat.ModelRequest;
import dev.sluice.chat.RawJson;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.lease.WorkerId;
import dev.sluice.processor.claim.ClaimedJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Jobs as a claim returns them. */
public final class ClaimedJobs {

  private ClaimedJobs() {}

  /** A job in its second attempt, with this progress from the first. */
  public static ClaimedJob job(double progress, int maxTokens) {
    return new ClaimedJob(
        new JobId(UUID.randomUUID()),
        new TenantId("acme"),
        new WorkerId(UUID.randomUUID()),
        2,
        0,
        new ModelRequest("gpt-4o", maxTokens, null, null, List.of(), RawJson.empty()),
        Duration.ofMinutes(10),
        3,
        Map.of(),
        Rig.ACCEPTED,
        Rig.ACCEPTED,
        progress,
        null);
  }
}
