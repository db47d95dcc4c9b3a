package dev.sluice.simulator.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.simulator.Prompts;
import dev.sluice.simulator.answer.RandomSource;
import dev.sluice.simulator.occurrence.Fingerprint;
import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.script.ScriptRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class CallPlannerTest {

  private static final Fingerprint BODY = Fingerprint.of("a body");

  @Test
  void errorsOccurAtTheConfiguredRates() throws InvalidRequestException {
    CallPlanner planner = planner(0.4, "10% 429:2", "5% cut");
    List<String> steps = new ArrayList<>();
    for (int occurrence = 0; occurrence < 10_000; occurrence++) {
      steps.add(plan(planner, "Hello", occurrence).step().text());
    }

    assertThat(Collections.frequency(steps, "429:2")).isBetween(900, 1_100);
    assertThat(Collections.frequency(steps, "cut")).isBetween(400, 600);
    assertThat(steps).containsOnly("429:2", "cut", "ok");
  }

  @Test
  void errorsAndLatenciesAreTheSameInEveryRun() throws InvalidRequestException {
    for (int occurrence = 0; occurrence < 100; occurrence++) {
      assertThat(plan(planner(0.4, "50% 500"), "Hello", occurrence))
          .isEqualTo(plan(planner(0.4, "50% 500"), "Hello", occurrence));
    }
  }

  @Test
  void latenciesAreLogNormal() throws InvalidRequestException {
    CallPlanner planner = planner(0.4);
    List<Duration> latencies = new ArrayList<>();
    for (int occurrence = 0; occurrence < 10_000; occurrence++) {
      latencies.add(plan(planner, "Hello", occurrence).latency());
    }
    Collections.sort(latencies);

    assertThat(latencies.get(5_000)).isBetween(Duration.ofMillis(48), Duration.ofMillis(52));
    assertThat(latencies.get(8_413)).isBetween(Duration.ofMillis(71), Duration.ofMillis(78));
    assertThat(latencies.getLast()).isLessThanOrEqualTo(Duration.ofMillis(150));
  }

  @Test
  void latencyWithSigmaZeroIsTheMedian() throws InvalidRequestException {
    assertThat(plan(planner(0), "Hello", 3).latency()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void scriptOverridesErrorRateLatencyTokenRateAndLength() throws InvalidRequestException {
    CallPlanner planner = planner(0.4, "100% 500");
    CallPlan plan = plan(planner, "[[sim: ok latency:1s rate:3 tokens:9]]", 0);

    assertThat(plan.step().text()).isEqualTo("ok");
    assertThat(plan.latency()).isEqualTo(Duration.ofSeconds(1));
    assertThat(plan.pace()).isEqualTo(new CallPlan.Pace(3));
    assertThat(plan.tokens()).hasValue(9);
  }

  @Test
  void latencyOfAStepOverridesThatOfItsScript() throws InvalidRequestException {
    CallPlan plan = plan(planner(0.4), "[[sim: ok:5ms latency:1s]]", 0);

    assertThat(plan.latency()).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void invalidErrorRatesAreRejected() {
    assertThatIllegalArgumentException().isThrownBy(() -> planner(0.4, "429"));
    assertThatIllegalArgumentException().isThrownBy(() -> planner(0.4, "10% 999"));
    assertThatIllegalArgumentException().isThrownBy(() -> planner(0.4, "60% 429", "50% 500"));
  }

  @Test
  void paceConvertsBetweenTokensAndTime() {
    CallPlan.Pace pace = new CallPlan.Pace(50);

    assertThat(pace.timeFor(25)).isEqualTo(Duration.ofMillis(500));
    assertThat(pace.tokensAfter(Duration.ofMillis(500))).isEqualTo(25);
    assertThat(new CallPlan.Pace(0).timeFor(25)).isZero();
    assertThat(new CallPlan.Pace(0).tokensAfter(Duration.ZERO)).isEqualTo(Integer.MAX_VALUE);
  }

  private static CallPlanner planner(double sigma, String... errors) {
    SimulatorProperties properties =
        new SimulatorProperties(
            1,
            new SimulatorProperties.Latency(Duration.ofMillis(50), sigma, Duration.ofMillis(150)),
            1000,
            List.of(errors),
            new SimulatorProperties.AnswerLength(16, 80),
            new SimulatorProperties.CallLogBounds(10, DataSize.ofMegabytes(1)),
            DataSize.ofMegabytes(1));
    return new CallPlanner(properties, new ScriptRegistry());
  }

  private static CallPlan plan(CallPlanner planner, String message, int occurrence)
      throws InvalidRequestException {
    return planner.plan(Prompts.of("gpt-4o", message), "", new RandomSource(1, BODY, occurrence));
  }
}
