package dev.sluice.simulator.behaviour;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The simulator's configuration. A value out of range or an unknown key fails startup.
 *
 * @param seed of all pseudo-random values: answers, latencies and errors
 * @param latency time to the first byte of a response
 * @param tokensPerSecond after the first byte; 0 sends without pauses
 * @param errors percentage of calls that take a step, for example {@code 1.5% 429:2}; at most 100%
 *     in total
 * @param answer length of prose answers
 * @param callLog bounds of {@code GET /_calls}
 * @param maxBody larger requests get 413; at most 1 GB
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
    RangeCheck.require("tokens-per-second", tokensPerSecond, 0, 1_000_000);
    RangeCheck.require("max-body", maxBody.toBytes(), 1, DataSize.ofGigabytes(1).toBytes());
  }

  /**
   * A log-normal distribution.
   *
   * @param median half of the calls are faster; at most 1 h
   * @param sigma standard deviation of the logarithm, at most 3: 0 makes the latency constant; with
   *     0.4, 1% of calls take more than 2.5 times the median
   * @param max upper bound of the latency; at most 1 h
   */
  public record Latency(
      @DefaultValue("50ms") Duration median,
      @DefaultValue("0.4") double sigma,
      @DefaultValue("60s") Duration max) {

    public Latency {
      long hour = Duration.ofHours(1).toMillis();
      RangeCheck.require("latency.median in ms", median.toMillis(), 0, hour);
      RangeCheck.require("latency.max in ms", max.toMillis(), 0, hour);
      RangeCheck.require("latency.sigma", sigma, 0, 3);
    }
  }

  /** Prose has {@code min} to {@code max} tokens; the last sentence is completed. */
  public record AnswerLength(@DefaultValue("16") int min, @DefaultValue("80") int max) {

    public AnswerLength {
      RangeCheck.require("answer.min", min, 1, 100_000);
      RangeCheck.require("answer.max", max, min, 100_000);
    }
  }

  /**
   * Bounds of the call log. Beyond either one, the oldest entries are dropped.
   *
   * @param entries number of calls; an entry takes about half a kilobyte
   * @param messages total length of the user messages, in characters
   */
  public record CallLogBounds(
      @DefaultValue("1000000") int entries, @DefaultValue("256MB") DataSize messages) {

    public CallLogBounds {
      RangeCheck.require("call-log.entries", entries, 1, 100_000_000);
      RangeCheck.require("call-log.messages", messages.toBytes(), 1, Long.MAX_VALUE);
    }
  }
}
