package dev.sluice.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.simulator.prompt.InvalidRequestException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {

  private static final Action.Point HALFWAY = new Action.Point(OptionalInt.empty());
  private static final Action.Point AT_THREE = new Action.Point(OptionalInt.of(3));

  @Test
  void everyKindOfStepIsParsed() throws InvalidRequestException {
    Script script =
        Script.parse(
            List.of(
                "429:2",
                "500",
                "hang:30s",
                "hang",
                "cut",
                "cut:3",
                "drop",
                "stall:3",
                "break",
                "malformed",
                "refuse",
                "tool",
                "tool:weather",
                "ok:1.5s",
                "ok"));

    assertThat(script.steps().stream().map(Step::action))
        .containsExactly(
            new Action.Fail(429, OptionalInt.of(2)),
            new Action.Fail(500, OptionalInt.empty()),
            new Action.Hang(Duration.ofSeconds(30)),
            new Action.Hang(Duration.ofMinutes(10)),
            new Action.Cut(HALFWAY),
            new Action.Cut(AT_THREE),
            new Action.Drop(),
            new Action.Stall(AT_THREE, Duration.ofMinutes(10)),
            new Action.Break(HALFWAY),
            new Action.Malformed(HALFWAY),
            new Action.Refuse(),
            new Action.CallTool(Optional.empty()),
            new Action.CallTool(Optional.of("weather")),
            new Action.Answer(Optional.of(Duration.ofMillis(1500))),
            new Action.Answer(Optional.empty()));
  }

  @Test
  void settingsApplyToTheWholeScriptAtAnyPosition() throws InvalidRequestException {
    Script script = Script.parse(List.of("latency:200ms", "500", "tokens:20", "ok", "rate:7"));

    assertThat(script.settings())
        .isEqualTo(
            new Settings(
                Optional.of(Duration.ofMillis(200)), OptionalInt.of(7), OptionalInt.of(20)));
    assertThat(script.steps()).extracting(Step::text).containsExactly("500", "ok");
  }

  @Test
  void settingsAloneImplyOk() throws InvalidRequestException {
    assertThat(Script.parse(List.of("tokens:5")).steps())
        .extracting(Step::text)
        .containsExactly("ok");
  }

  @Test
  void stepWithACountIsRepeated() throws InvalidRequestException {
    assertThat(Script.parse(List.of("3x429:1", "ok")).steps())
        .extracting(Step::text)
        .containsExactly("429:1", "429:1", "429:1", "ok");
  }

  @Test
  void lastStepRepeats() throws InvalidRequestException {
    Script script = Script.parse(List.of("500", "ok"));

    assertThat(script.step(0).text()).isEqualTo("500");
    assertThat(script.step(1).text()).isEqualTo("ok");
    assertThat(script.step(99).text()).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "okay",
        "200",
        "429:",
        "429:soon",
        "hang:30",
        "hang:2h",
        "hang:61m",
        "cut:-1",
        "drop:1",
        "latency",
        "latency:",
        "tokens:0",
        "tokens:128001",
        "rate:fast",
        "0x500",
        "2000xok",
        "tool:",
        "cut:12345678"
      })
  void invalidStepsAreRejected(String item) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Script.parse(List.of(item)));
  }

  @ParameterizedTest
  @CsvSource({
    "okay, unknown step 'okay'",
    "429:soon, '429:soon'",
    "hang:30, a duration such as 200ms",
    "drop:1, takes no argument"
  })
  void messageExplainsTheMistake(String item, String message) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Script.parse(List.of(item)))
        .satisfies(e -> assertThat(e.message()).contains(message));
  }
}
