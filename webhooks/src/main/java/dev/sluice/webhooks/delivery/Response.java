package dev.sluice.webhooks.delivery;

/**
 * A receiver's response.
 *
 * @param body the first bytes, at most {@link #MAX_KEPT_BYTES}
 * @param truncated whether there was, or may have been, more
 */
@SuppressWarnings("ArrayRecordComponent") // Kept for the log; never compared.
public record Response(int status, byte[] body, boolean truncated) {

  public static final int MAX_KEPT_BYTES = 16 * 1024;

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Omits the body. */
  @Override
  public String toString() {
    return "Response[" + status + "]";
  }
}
