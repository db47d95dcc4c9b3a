package dev.sluice.simulator.behaviour;

import dev.sluice.simulator.script.Step;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How one call is answered.
 *
 * @param latency time from the request to the first byte of the response
 * @param tokens length of the answer, if a script sets it
 */
public record CallPlan(Step step, Duration latency, Pace pace, OptionalInt tokens) {

  /**
   * @param tokensPerSecond 0 sends without pauses
   */
  public record Pace(int tokensPerSecond) {

    private static final long NANOS = 1_000_000_000L;

    /** Time from the first byte until {@code tokens} tokens are sent. */
    public Duration timeFor(int tokens) {
      return tokensPerSecond == 0
          ? Duration.ZERO
          : Duration.ofNanos(tokens * NANOS / tokensPerSecond);
    }

    /** How many tokens are due {@code time} after the first byte. */
    public int tokensAfter(Duration time) {
      if (tokensPerSecond == 0) {
        return Integer.MAX_VALUE;
      }
      double tokens = (double) time.toNanos() * tokensPerSecond / NANOS;
      return (int) Math.min(Integer.MAX_VALUE, tokens);
    }
  }
}
