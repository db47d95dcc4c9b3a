package dev.sluice.simulator.behaviour;

import dev.sluice.simulator.answer.RandomSource;
import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.script.Action;
import dev.sluice.simulator.script.ScriptRegistry;
import dev.sluice.simulator.script.ScriptRegistry.ScriptedStep;
import dev.sluice.simulator.script.Settings;
import dev.sluice.simulator.script.Step;
import java.time.Duration;
import java.util.Optional;

/**
 * Plans calls. A matching script takes precedence; otherwise the configured error rates and
 * latencies apply, so that two runs with the same calls give the same results. Thread-safe.
 */
public final class CallPlanner {

  private final SimulatorProperties properties;
  private final ErrorRates errorRates;
  private final ScriptRegistry scripts;

  public CallPlanner(SimulatorProperties properties, ScriptRegistry scripts) {
    this.properties = properties;
    this.errorRates = ErrorRates.parse(properties.errors());
    this.scripts = scripts;
  }

  /**
   * Plans one call and advances its script.
   *
   * @param jobId distinguishes otherwise equal conversations; may be empty
   */
  public CallPlan plan(Prompt prompt, String jobId, RandomSource randomSource)
      throws InvalidRequestException {
    Optional<ScriptedStep> scripted = scripts.next(prompt, jobId);
    Settings settings = scripted.map(ScriptedStep::settings).orElse(Settings.NONE);
    Step step = scripted.map(ScriptedStep::step).orElseGet(() -> randomStep(randomSource));
    Duration latency =
        ofStep(step)
            .or(settings::latency)
            .orElseGet(() -> latency(properties.latency(), randomSource));
    int rate = settings.tokensPerSecond().orElse(properties.tokensPerSecond());
    return new CallPlan(step, latency, new CallPlan.Pace(rate), settings.tokens());
  }

  private Step randomStep(RandomSource randomSource) {
    return errorRates.step(randomSource.random(RandomSource.Purpose.ERROR).nextDouble());
  }

  private static Optional<Duration> ofStep(Step step) {
    return step.action() instanceof Action.Answer(Optional<Duration> latency)
        ? latency
        : Optional.empty();
  }

  private static Duration latency(SimulatorProperties.Latency latency, RandomSource randomSource) {
    double factor =
        Math.exp(
            latency.sigma() * randomSource.random(RandomSource.Purpose.LATENCY).nextGaussian());
    double nanos = Math.min(latency.median().toNanos() * factor, (double) latency.max().toNanos());
    return Duration.ofNanos((long) nanos);
  }
}
