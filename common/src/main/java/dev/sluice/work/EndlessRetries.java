package dev.sluice.work;

import java.util.Map;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/** Retries for listeners that must not lose a record. */
public final class EndlessRetries {

  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private EndlessRetries() {}

  /** Handles the records of one poll. */
  @FunctionalInterface
  public interface Listener {
    void run() throws InterruptedException;
  }

  /**
   * Runs a listener so that everything it throws has the batch delivered again; an {@code Error}
   * would stop its container for good.
   *
   * @throws IllegalStateException for an {@code Error} or an interrupt
   */
  public static void guard(Listener listener) {
    try {
      listener.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (Error e) {
      throw new IllegalStateException("a listener failed", e);
    }
  }

  /**
   * Delivers a failed batch again, after 200 ms at first and 5 s at most, until it succeeds,
   * whatever it failed with. The consumer polls between tries and stays in its group.
   */
  public static DefaultErrorHandler errorHandler() {
    ExponentialBackOff pauses = new ExponentialBackOff(FIRST_PAUSE_MILLIS, 2.0);
    pauses.setMaxInterval(LONGEST_PAUSE_MILLIS);
    DefaultErrorHandler handler = new DefaultErrorHandler(null, pauses);
    // By default, a ClassCastException and some others would skip the batch.
    handler.setClassifications(Map.of(), true);
    return handler;
  }
}
