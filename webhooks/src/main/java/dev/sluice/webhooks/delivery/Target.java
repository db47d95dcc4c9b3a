package dev.sluice.webhooks.delivery;

import dev.sluice.job.JobId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a delivery goes, as it stands when it is claimed. */
public sealed interface Target {

  String url();

  /**
   * The {@code webhook_url} of the job itself.
   *
   * @param sealedSecret bound to the job's id; absent where the webhook is not signed
   */
  record OfJob(JobId job, String url, @Nullable String sealedSecret) implements Target {}

  /**
   * An endpoint of the tenant's.
   *
   * @param sealedHeaders a JSON object of further headers, bound to the endpoint's id; absent for
   *     none
   * @param secrets those that have not expired, oldest first; never empty
   */
  record OfEndpoint(
      UUID endpoint, String url, @Nullable String sealedHeaders, List<SealedSecret> secrets)
      implements Target {

    public OfEndpoint {
      secrets = List.copyOf(secrets);
    }
  }

  /**
   * What signs.
   *
   * @param kind {@code v1} or {@code v1a}
   * @param sealed bound to the endpoint's id
   */
  record SealedSecret(String kind, String sealed) {}
}
