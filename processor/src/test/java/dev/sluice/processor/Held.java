package dev.sluice.processor;

import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.lease.WorkerId;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.wire.JobRequestFormat;
import dev.sluice.wire.Json;
import java.util.UUID;

/** Jobs as a claim hands them over. */
public final class Held {

  private Held() {}

  /** In its second attempt, having come this far in the first. */
  public static ClaimedJob job(double progress, int maxTokens) {
    String request = "{\"prompt\":\"p\",\"max_tokens\":" + maxTokens + "}";
    return new ClaimedJob(
        new JobId(UUID.randomUUID()),
        new TenantId("acme"),
        new WorkerId(UUID.randomUUID()),
        2,
        0,
        JobRequestFormat.read(Json.mapper().readTree(request), Rig.ACCEPTED).request(),
        Rig.ACCEPTED,
        Rig.ACCEPTED,
        progress,
        null);
  }
}
