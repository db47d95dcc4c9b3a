package dev.sluice.webhooks.delivery;

import dev.sluice.job.JobId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The target of a delivery at the time it was claimed. */
public sealed interface Target {

  String url();

  /**
   * The {@code webhook_url} of the job itself.
   *
   * @param sealedSecret bound to the job's id; null if the webhook is not signed
   */
  record OfJob(JobId job, String url, @Nullable String sealedSecret) implements Target {}

  /**
   * An endpoint of the tenant.
   *
   * @param sealedHeaders a JSON object of extra headers, bound to the endpoint's id; null for none
   * @param secrets the valid ones, oldest first; never empty
   */
  record OfEndpoint(
      UUID endpoint, String url, @Nullable String sealedHeaders, List<SealedSecret> secrets)
      implements Target {

    public OfEndpoint {
      secrets = List.copyOf(secrets);
    }
  }

  /**
   * A secret that signs deliveries.
   *
   * @param kind {@code v1} or {@code v1a}
   * @param sealed bound to the endpoint's id
   */
  record SealedSecret(String kind, String sealed) {}
}
