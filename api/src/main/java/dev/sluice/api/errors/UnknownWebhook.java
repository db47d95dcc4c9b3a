package dev.sluice.api.errors;

/**
 * The answer for a webhook endpoint that the caller does not have: another tenant's, deleted,
 * invented or malformed.
 */
public final class UnknownWebhook {

  private static final ApiError ERROR = ApiError.of(404, "webhook_not_found", "Webhook not found");

  private UnknownWebhook() {}

  public static ApiException exception() {
    return new ApiException(ERROR);
  }
}
