package dev.sluice.api.webhooks;

/**
 * The bounds of what callers say of endpoints: what is enforced, and what the API's description
 * says. Lengths of text count code points.
 */
public final class WebhookBounds {

  public static final int MAX_URL = 2048;
  public static final int MAX_DESCRIPTION = 512;
  public static final int MAX_RATE = 10_000;

  public static final int MAX_HEADERS = 10;
  public static final int MAX_HEADER_VALUE = 1024;

  public static final int MIN_SECRET = 16;
  public static final int MAX_SECRET = 256;

  public static final int MAX_GRACE_SECONDS = 7 * 24 * 3600;
  public static final int DEFAULT_GRACE_SECONDS = 24 * 3600;

  private WebhookBounds() {}
}
