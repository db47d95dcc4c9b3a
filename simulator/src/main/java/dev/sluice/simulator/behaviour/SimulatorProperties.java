package dev.sluice.simulator.behaviour;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the simulated provider behaves where no script says otherwise. A value out of range and an
 * unknown key fail the start.
 *
 * @param seed changes every draw: answers, latencies and errors
 * @param latency time to the first byte of a response
 * @param tokensPerSecond pace of the answer's tokens after the first byte; 0 sends without pauses
 * @param errors the share of calls that take another step than {@code ok}, each as a percentage and
 *     a step of the script grammar, for instance {@code 1.5% 429:2}; together at most 100%
 * @param answer length of prose
 * @param callLog bounds of {@code GET /_calls}
 * @param maxBody larger requests are answered with 413; at most 1 GB
 */
@ConfigurationProperties(prefix = "sluice.simulator", ignoreUnknownFields = false)
public record SimulatorProperties(
    @DefaultValue("1") long seed,
    @DefaultValue Latency latency,
    @DefaultValue("1000") int tokensPerSecond,
    @DefaultValue List<String> errors,
    @DefaultValue AnswerLength answer,
    @DefaultValue CallLogBounds callLog,
    @DefaultValue("16MB") DataSize maxBody) {

  public SimulatorProperties {
    errors = List.copyOf(errors);
    Check.range("tokens-per-second", tokensPerSecond, 0, 1_000_000);
    Check.range("max-body", maxBody.toBytes(), 1, DataSize.ofGigabytes(1).toBytes());
  }

  /**
   * A lognormal distribution.
   *
   * @param median half of the calls are faster; at most 1 h
   * @param sigma standard deviation of the logarithm: 0 makes every call equally fast, 0.4 lets one
   *     call in a hundred take 2.5 times the median; at most 3
   * @param max what no call exceeds; at most 1 h
   */
  public record Latency(
      @DefaultValue("50ms") Duration median,
      @DefaultValue("0.4") double sigma,
      @DefaultValue("60s") Duration max) {

    public Latency {
      long hour = Duration.ofHours(1).toMillis();
      Check.range("latency.median in ms", median.toMillis(), 0, hour);
      Check.range("latency.max in ms", max.toMillis(), 0, hour);
      Check.range("latency.sigma", sigma, 0, 3);
    }
  }

  /** Prose has between {@code min} and {@code max} tokens, and up to one sentence more. */
  public record AnswerLength(@DefaultValue("16") int min, @DefaultValue("80") int max) {

    public AnswerLength {
      Check.range("answer.min", min, 1, 100_000);
      Check.range("answer.max", max, min, 100_000);
    }
  }

  /**
   * Beyond either bound the oldest entries are dropped.
   *
   * @param entries how many calls are kept; an entry takes about half a kilobyte
   * @param messages how much text of user messages is kept, in characters
   */
  public record CallLogBounds(
      @DefaultValue("1000000") int entries, @DefaultValue("256MB") DataSize messages) {

    public CallLogBounds {
      Check.range("call-log.entries", entries, 1, 100_000_000);
      Check.range("call-log.messages", messages.toBytes(), 1, Long.MAX_VALUE);
    }
  }
}
