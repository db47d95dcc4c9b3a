package dev.sluice.provider;

import dev.sluice.job.JobError;

/**
 * Every error that a call can end with. Codes are stable; the messages are fit for customers and
 * never quote what a provider said.
 */
public final class ProviderErrors {

  public static final JobError RATE_LIMITED =
      new JobError("provider_rate_limited", "The provider is limiting the rate of calls.");
  public static final JobError OVERLOADED =
      new JobError("provider_overloaded", "The provider is overloaded.");
  public static final JobError UNAVAILABLE =
      new JobError("provider_unavailable", "The provider failed to handle the call.");
  public static final JobError CONNECTION =
      new JobError("provider_connection", "The connection to the provider failed.");
  public static final JobError TIMEOUT =
      new JobError("provider_timeout", "The provider gave up on the call before it had an answer.");
  public static final JobError CONFLICT =
      new JobError("provider_conflict", "The provider reported a conflict with another call.");
  public static final JobError TRUNCATED =
      new JobError("provider_truncated", "The provider's answer broke off before its end.");
  public static final JobError MALFORMED =
      new JobError("provider_malformed", "The provider's answer could not be understood.");
  public static final JobError REJECTED =
      new JobError("provider_rejected", "The provider rejected the request as invalid.");
  public static final JobError TOO_LARGE =
      new JobError("provider_request_too_large", "The request is too large for the provider.");
  public static final JobError AUTHENTICATION =
      new JobError("provider_authentication", "The provider refused Sluice's credentials.");
  public static final JobError QUOTA_EXHAUSTED =
      new JobError("provider_quota_exhausted", "The quota at the provider is used up.");
  public static final JobError MODEL_NOT_FOUND =
      new JobError("model_not_found", "The provider does not know the model.");
  public static final JobError CONTENT_REFUSED =
      new JobError("content_refused", "The model or the provider's filter refused to answer.");
  public static final JobError BUSY =
      new JobError("provider_busy", "The limit of concurrent calls to the provider is reached.");
  public static final JobError MODEL_NOT_ROUTED =
      new JobError("model_not_routed", "No provider is configured for the model.");
  public static final JobError NOT_CONFIGURED =
      new JobError(
          "provider_not_configured", "The provider of the model has no credentials configured.");

  private ProviderErrors() {}
}
