package dev.sluice.simulator.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.simulator.Prompts;
import dev.sluice.simulator.occurrence.Fingerprint;
import dev.sluice.simulator.prompt.Format;
import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.prompt.Limits;
import dev.sluice.simulator.prompt.OutputOptions;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.Tool;
import dev.sluice.simulator.prompt.ToolChoice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AnswerGeneratorTest {

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final Fingerprint BODY = Fingerprint.of("a body");
  private static final AnswerOverride NO_OVERRIDE = new AnswerOverride.None();

  private final AnswerGenerator generator = new AnswerGenerator(16, 80);

  @Test
  void answerIsAFunctionOfSeedBodyAndOccurrence() throws InvalidRequestException {
    assertThat(answer(new RandomSource(1, BODY, 0)))
        .isEqualTo(answer(new RandomSource(1, BODY, 0)));
    assertThat(answer(new RandomSource(2, BODY, 0)))
        .isNotEqualTo(answer(new RandomSource(1, BODY, 0)));
    assertThat(answer(new RandomSource(1, BODY, 1)))
        .isNotEqualTo(answer(new RandomSource(1, BODY, 0)));
    assertThat(answer(new RandomSource(1, Fingerprint.of("another body"), 0)))
        .isNotEqualTo(answer(new RandomSource(1, BODY, 0)));
  }

  @Test
  void proseHasTheConfiguredLengthAndEndsWithACompleteSentence() throws InvalidRequestException {
    for (int occurrence = 0; occurrence < 100; occurrence++) {
      Answer answer = answer(new RandomSource(1, BODY, occurrence));
      assertThat(answer.completionTokens()).isBetween(16, 100);
      assertThat(answer.text()).endsWith(".").doesNotStartWith(" ").doesNotContain("  ");
    }
  }

  @Test
  void scriptedLengthIsExact() throws InvalidRequestException {
    Answer answer = answer(Prompts.of("m", "Hello"), new AnswerOverride.Length(7));

    assertThat(answer.completionTokens()).isEqualTo(7);
    assertThat(answer.finish()).isEqualTo(new FinishReason.End());
  }

  @Test
  void answerEndsAtTheTokenLimit() throws InvalidRequestException {
    Prompt prompt = Prompts.of("m", "Hello", Prompts.TEXT, new Limits(5, List.of()));
    Answer answer = answer(prompt, new AnswerOverride.Length(20));

    assertThat(answer.completionTokens()).isEqualTo(5);
    assertThat(answer.finish()).isEqualTo(new FinishReason.Length());
  }

  @Test
  void answerEndsBeforeTheFirstStopSequence() throws InvalidRequestException {
    String whole = answer(Prompts.of("m", "Hello"), new AnswerOverride.Length(20)).text();
    String stop = whole.substring(10, 14);
    Limits limits = new Limits(Integer.MAX_VALUE, List.of("never said", stop));
    Answer answer =
        answer(Prompts.of("m", "Hello", Prompts.TEXT, limits), new AnswerOverride.Length(20));

    assertThat(answer.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    assertThat(answer.finish()).isEqualTo(new FinishReason.StopSequence(stop));
  }

  @Test
  void requiredToolIsCalledWithConformingArguments() throws InvalidRequestException {
    JsonNode schema =
        MAPPER.readTree(
            """
            {"type":"object","properties":{"city":{"enum":["Ulm"]},"days":{"type":"integer"}},
             "required":["city"]}
            """);
    Tool other = new Tool("other", MAPPER.readTree("{}"));
    List<Tool> tools = List.of(other, new Tool("weather", schema));
    OutputOptions output =
        new OutputOptions(tools, new ToolChoice.Named("weather"), new Format.Text());
    Answer answer = answer(Prompts.of("m", "Hello", output, Prompts.UNLIMITED), NO_OVERRIDE);

    assertThat(answer.content())
        .isInstanceOfSatisfying(
            Answer.ToolUse.class, call -> assertThat(call.name()).isEqualTo("weather"));
    assertThat(answer.text()).isEqualTo("{\"city\":\"Ulm\"}");
    assertThat(answer.finish()).isEqualTo(new FinishReason.ToolCall());
  }

  @Test
  void autoToolChoiceAnswersWithTextUnlessTheScriptRequiresACall() throws InvalidRequestException {
    Tool tool = new Tool("weather", MAPPER.readTree("{}"));
    OutputOptions output =
        new OutputOptions(List.of(tool), new ToolChoice.Auto(), new Format.Text());
    Prompt prompt = Prompts.of("m", "Hello", output, Prompts.UNLIMITED);

    assertThat(answer(prompt, NO_OVERRIDE).content()).isInstanceOf(Answer.Text.class);
    assertThat(answer(prompt, new AnswerOverride.ToolCall(Optional.empty())).content())
        .isInstanceOf(Answer.ToolUse.class);
  }

  @Test
  void undeclaredToolIsRejected() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() ->
            answer(Prompts.of("m", "Hello"), new AnswerOverride.ToolCall(Optional.of("weather"))));
  }

  @Test
  void jsonFormatGivesAJsonObject() throws InvalidRequestException {
    OutputOptions output =
        new OutputOptions(List.of(), new ToolChoice.Auto(), new Format.JsonObject());
    Answer answer = answer(Prompts.of("m", "Hello", output, Prompts.UNLIMITED), NO_OVERRIDE);

    assertThat(MAPPER.readTree(answer.text()).isObject()).isTrue();
  }

  private Answer answer(RandomSource randomSource) throws InvalidRequestException {
    return generator.answer(Prompts.of("m", "Hello"), NO_OVERRIDE, randomSource);
  }

  private Answer answer(Prompt prompt, AnswerOverride override) throws InvalidRequestException {
    return generator.answer(prompt, override, new RandomSource(1, BODY, 0));
  }
}
