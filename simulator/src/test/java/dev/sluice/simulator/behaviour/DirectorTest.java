package dev.sluice.simulator.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.simulator.Prompts;
import dev.sluice.simulator.answer.Draws;
import dev.sluice.simulator.prompt.Unacceptable;
import dev.sluice.simulator.repeat.Fingerprint;
import dev.sluice.simulator.script.ScriptBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class DirectorTest {

  private static final Fingerprint BODY = Fingerprint.of("a body");

  @Test
  void errorsComeAtTheConfiguredRates() throws Unacceptable {
    Director director = director(0.4, "10% 429:2", "5% cut");
    List<String> steps = new ArrayList<>();
    for (int occurrence = 0; occurrence < 10_000; occurrence++) {
      steps.add(plan(director, "Hello", occurrence).step().text());
    }

    assertThat(Collections.frequency(steps, "429:2")).isBetween(900, 1_100);
    assertThat(Collections.frequency(steps, "cut")).isBetween(400, 600);
    assertThat(steps).containsOnly("429:2", "cut", "ok");
  }

  @Test
  void errorsAndLatenciesAreTheSameInEveryRun() throws Unacceptable {
    for (int occurrence = 0; occurrence < 100; occurrence++) {
      assertThat(plan(director(0.4, "50% 500"), "Hello", occurrence))
          .isEqualTo(plan(director(0.4, "50% 500"), "Hello", occurrence));
    }
  }

  @Test
  void latenciesAreSpreadAroundTheirMedian() throws Unacceptable {
    Director director = director(0.4);
    List<Duration> latencies = new ArrayList<>();
    for (int occurrence = 0; occurrence < 10_000; occurrence++) {
      latencies.add(plan(director, "Hello", occurrence).latency());
    }
    Collections.sort(latencies);

    assertThat(latencies.get(5_000)).isBetween(Duration.ofMillis(48), Duration.ofMillis(52));
    assertThat(latencies.get(8_413)).isBetween(Duration.ofMillis(71), Duration.ofMillis(78));
    assertThat(latencies.getLast()).isLessThanOrEqualTo(Duration.ofMillis(150));
  }

  @Test
  void latencyWithoutSpreadIsTheMedian() throws Unacceptable {
    assertThat(plan(director(0), "Hello", 3).latency()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void scriptOverridesRatesLatencyPaceAndLength() throws Unacceptable {
    Director director = director(0.4, "100% 500");
    Plan plan = plan(director, "[[sim: ok latency:1s rate:3 tokens:9]]", 0);

    assertThat(plan.step().text()).isEqualTo("ok");
    assertThat(plan.latency()).isEqualTo(Duration.ofSeconds(1));
    assertThat(plan.pace()).isEqualTo(new Plan.Pace(3));
    assertThat(plan.tokens()).hasValue(9);
  }

  @Test
  void latencyOfAStepComesBeforeThatOfItsScript() throws Unacceptable {
    Plan plan = plan(director(0.4), "[[sim: ok:5ms latency:1s]]", 0);

    assertThat(plan.latency()).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void mistakesInTheRatesFailTheStart() {
    assertThatIllegalArgumentException().isThrownBy(() -> director(0.4, "429"));
    assertThatIllegalArgumentException().isThrownBy(() -> director(0.4, "10% 999"));
    assertThatIllegalArgumentException().isThrownBy(() -> director(0.4, "60% 429", "50% 500"));
  }

  @Test
  void paceTellsHowManyTokensAreOut() {
    Plan.Pace pace = new Plan.Pace(50);

    assertThat(pace.until(25)).isEqualTo(Duration.ofMillis(500));
    assertThat(pace.after(Duration.ofMillis(500))).isEqualTo(25);
    assertThat(new Plan.Pace(0).until(25)).isZero();
    assertThat(new Plan.Pace(0).after(Duration.ZERO)).isEqualTo(Integer.MAX_VALUE);
  }

  private static Director director(double sigma, String... errors) {
    SimulatorProperties properties =
        new SimulatorProperties(
            1,
            new SimulatorProperties.Latency(Duration.ofMillis(50), sigma, Duration.ofMillis(150)),
            1000,
            List.of(errors),
            new SimulatorProperties.AnswerLength(16, 80),
            new SimulatorProperties.CallLogBounds(10, DataSize.ofMegabytes(1)),
            DataSize.ofMegabytes(1));
    return new Director(properties, new ScriptBook());
  }

  private static Plan plan(Director director, String message, int occurrence) throws Unacceptable {
    return director.plan(Prompts.of("gpt-4o", message), "", new Draws(1, BODY, occurrence));
  }
}
