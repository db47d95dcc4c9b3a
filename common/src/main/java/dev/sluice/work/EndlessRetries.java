package dev.sluice.work;

import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/** Retries for listeners that must not lose a record. */
public final class EndlessRetries {

  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private EndlessRetries() {}

  /**
   * Delivers a failed batch again, after 200 ms at first and 5 s at most, until it succeeds. The
   * consumer polls between tries and stays in its group.
   */
  public static DefaultErrorHandler errorHandler() {
    ExponentialBackOff pauses = new ExponentialBackOff(FIRST_PAUSE_MILLIS, 2.0);
    pauses.setMaxInterval(LONGEST_PAUSE_MILLIS);
    return new DefaultErrorHandler(null, pauses);
  }
}
