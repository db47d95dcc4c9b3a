package dev.sluice.dispatcher.send;

import static java.util.Objects.requireNonNull;

/**
 * What came back.
 *
 * @param body the first bytes of the response's body, at most {@link #MAX_KEPT_BYTES}
 * @param cut whether there was, or may have been, more
 */
@SuppressWarnings("ArrayRecordComponent") // Kept for the log; never compared.
public record Answer(int status, byte[] body, boolean cut) {

  /** How much of a response's body is kept. */
  public static final int MAX_KEPT_BYTES = 16 * 1024;

  public Answer {
    requireNonNull(body);
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Never shows the body. */
  @Override
  public String toString() {
    return "Answer[" + status + "]";
  }
}
