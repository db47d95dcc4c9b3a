package dev.sluice.simulator.behaviour;

import dev.sluice.simulator.answer.Draws;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.Unacceptable;
import dev.sluice.simulator.script.Action;
import dev.sluice.simulator.script.ScriptBook;
import dev.sluice.simulator.script.ScriptBook.Turn;
import dev.sluice.simulator.script.Settings;
import dev.sluice.simulator.script.Step;
import java.time.Duration;
import java.util.Optional;

/**
 * Plans calls. A script decides where one holds; otherwise the configured rates and the draws do,
 * so that equal calls in equal numbers go the same way in every run. Thread-safe.
 */
public final class Director {

  private final SimulatorProperties properties;
  private final ErrorRates errorRates;
  private final ScriptBook scripts;

  public Director(SimulatorProperties properties, ScriptBook scripts) {
    this.properties = properties;
    this.errorRates = ErrorRates.parse(properties.errors());
    this.scripts = scripts;
  }

  /**
   * Plans one call; a script moves on by it.
   *
   * @param jobId tells apart conversations that are otherwise equal; may be empty
   */
  public Plan plan(Prompt prompt, String jobId, Draws draws) throws Unacceptable {
    Optional<Turn> turn = scripts.turn(prompt, jobId);
    Settings settings = turn.map(Turn::settings).orElse(Settings.NONE);
    Step step = turn.map(Turn::step).orElseGet(() -> drawn(draws));
    Duration latency =
        ofStep(step).or(settings::latency).orElseGet(() -> latency(properties.latency(), draws));
    int rate = settings.tokensPerSecond().orElse(properties.tokensPerSecond());
    return new Plan(step, latency, new Plan.Pace(rate), settings.tokens());
  }

  private Step drawn(Draws draws) {
    return errorRates.step(draws.random(Draws.Purpose.ERROR).nextDouble());
  }

  private static Optional<Duration> ofStep(Step step) {
    return step.action() instanceof Action.Answer(Optional<Duration> latency)
        ? latency
        : Optional.empty();
  }

  private static Duration latency(SimulatorProperties.Latency latency, Draws draws) {
    double factor = Math.exp(latency.sigma() * draws.random(Draws.Purpose.LATENCY).nextGaussian());
    double nanos = Math.min(latency.median().toNanos() * factor, (double) latency.max().toNanos());
    return Duration.ofNanos((long) nanos);
  }
}
