package dev.sluice.simulator.script;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of a script, for all of its calls; empty values stay as configured.
 *
 * @param latency time to the first byte
 * @param tokensPerSecond 0 sends without pauses
 * @param tokens length of the answer
 */
public record Settings(
    Optional<Duration> latency, OptionalInt tokensPerSecond, OptionalInt tokens) {

  public static final Settings NONE =
      new Settings(Optional.empty(), OptionalInt.empty(), OptionalInt.empty());
}
