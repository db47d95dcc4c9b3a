package dev.sluice.simulator.behaviour;

import dev.sluice.simulator.script.Step;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How one call will go.
 *
 * @param latency time from the request to the first byte of the response
 * @param tokens length of the answer, where a script sets it
 */
public record Plan(Step step, Duration latency, Pace pace, OptionalInt tokens) {

  /**
   * The speed of an answer.
   *
   * @param tokensPerSecond 0 sends without pauses
   */
  public record Pace(int tokensPerSecond) {

    private static final long NANOS = 1_000_000_000L;

    /** When the given number of tokens is out, counted from the first byte. */
    public Duration until(int tokens) {
      return tokensPerSecond == 0
          ? Duration.ZERO
          : Duration.ofNanos(tokens * NANOS / tokensPerSecond);
    }

    /** How many tokens are out after the given time. */
    public int after(Duration time) {
      if (tokensPerSecond == 0) {
        return Integer.MAX_VALUE;
      }
      double tokens = (double) time.toNanos() * tokensPerSecond / NANOS;
      return (int) Math.min(Integer.MAX_VALUE, tokens);
    }
  }
}
