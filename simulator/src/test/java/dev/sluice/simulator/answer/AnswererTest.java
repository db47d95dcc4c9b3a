package dev.sluice.simulator.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.simulator.Prompts;
import dev.sluice.simulator.prompt.Demand;
import dev.sluice.simulator.prompt.Format;
import dev.sluice.simulator.prompt.Limits;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.Tool;
import dev.sluice.simulator.prompt.ToolChoice;
import dev.sluice.simulator.prompt.Unacceptable;
import dev.sluice.simulator.repeat.Fingerprint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AnswererTest {

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final Fingerprint BODY = Fingerprint.of("a body");
  private static final Wish NOTHING = new Wish.Nothing();

  private final Answerer answerer = new Answerer(16, 80);

  @Test
  void answerIsAFunctionOfSeedBodyAndOccurrence() throws Unacceptable {
    assertThat(answer(new Draws(1, BODY, 0))).isEqualTo(answer(new Draws(1, BODY, 0)));
    assertThat(answer(new Draws(2, BODY, 0))).isNotEqualTo(answer(new Draws(1, BODY, 0)));
    assertThat(answer(new Draws(1, BODY, 1))).isNotEqualTo(answer(new Draws(1, BODY, 0)));
    assertThat(answer(new Draws(1, Fingerprint.of("another body"), 0)))
        .isNotEqualTo(answer(new Draws(1, BODY, 0)));
  }

  @Test
  void proseHasTheConfiguredLengthAndEndsWithASentence() throws Unacceptable {
    for (int occurrence = 0; occurrence < 100; occurrence++) {
      Answer answer = answer(new Draws(1, BODY, occurrence));
      assertThat(answer.completionTokens()).isBetween(16, 100);
      assertThat(answer.text()).endsWith(".").doesNotStartWith(" ").doesNotContain("  ");
    }
  }

  @Test
  void wishedLengthIsExact() throws Unacceptable {
    Answer answer = answer(Prompts.of("m", "Hello"), new Wish.Tokens(7));

    assertThat(answer.completionTokens()).isEqualTo(7);
    assertThat(answer.finish()).isEqualTo(new Finish.End());
  }

  @Test
  void answerEndsAtTheMaximumOfTokens() throws Unacceptable {
    Prompt prompt = Prompts.of("m", "Hello", Prompts.TEXT, new Limits(5, List.of()));
    Answer answer = answer(prompt, new Wish.Tokens(20));

    assertThat(answer.completionTokens()).isEqualTo(5);
    assertThat(answer.finish()).isEqualTo(new Finish.Length());
  }

  @Test
  void answerEndsBeforeTheFirstStopSequence() throws Unacceptable {
    String whole = answer(Prompts.of("m", "Hello"), new Wish.Tokens(20)).text();
    String stop = whole.substring(10, 14);
    Limits limits = new Limits(Integer.MAX_VALUE, List.of("never said", stop));
    Answer answer = answer(Prompts.of("m", "Hello", Prompts.TEXT, limits), new Wish.Tokens(20));

    assertThat(answer.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    assertThat(answer.finish()).isEqualTo(new Finish.StopSequence(stop));
  }

  @Test
  void demandedToolIsCalledWithFittingArguments() throws Unacceptable {
    JsonNode schema =
        MAPPER.readTree(
            """
            {"type":"object","properties":{"city":{"enum":["Ulm"]},"days":{"type":"integer"}},
             "required":["city"]}
            """);
    Tool other = new Tool("other", MAPPER.readTree("{}"));
    List<Tool> tools = List.of(other, new Tool("weather", schema));
    Demand demand = new Demand(tools, new ToolChoice.Named("weather"), new Format.Text());
    Answer answer = answer(Prompts.of("m", "Hello", demand, Prompts.UNLIMITED), NOTHING);

    assertThat(answer.content())
        .isInstanceOfSatisfying(
            Answer.ToolUse.class, call -> assertThat(call.name()).isEqualTo("weather"));
    assertThat(answer.text()).isEqualTo("{\"city\":\"Ulm\"}");
    assertThat(answer.finish()).isEqualTo(new Finish.ToolCall());
  }

  @Test
  void freeChoiceAnswersWithTextUnlessTheScriptWantsACall() throws Unacceptable {
    Tool tool = new Tool("weather", MAPPER.readTree("{}"));
    Demand demand = new Demand(List.of(tool), new ToolChoice.Free(), new Format.Text());
    Prompt prompt = Prompts.of("m", "Hello", demand, Prompts.UNLIMITED);

    assertThat(answer(prompt, NOTHING).content()).isInstanceOf(Answer.Text.class);
    assertThat(answer(prompt, new Wish.Call(Optional.empty())).content())
        .isInstanceOf(Answer.ToolUse.class);
  }

  @Test
  void toolThatTheRequestDoesNotOfferIsRefused() {
    assertThatExceptionOfType(Unacceptable.class)
        .isThrownBy(() -> answer(Prompts.of("m", "Hello"), new Wish.Call(Optional.of("weather"))));
  }

  @Test
  void demandedJsonIsADocument() throws Unacceptable {
    Demand demand = new Demand(List.of(), new ToolChoice.Free(), new Format.AnyJson());
    Answer answer = answer(Prompts.of("m", "Hello", demand, Prompts.UNLIMITED), NOTHING);

    assertThat(MAPPER.readTree(answer.text()).isObject()).isTrue();
  }

  private Answer answer(Draws draws) throws Unacceptable {
    return answerer.answer(Prompts.of("m", "Hello"), NOTHING, draws);
  }

  private Answer answer(Prompt prompt, Wish wish) throws Unacceptable {
    return answerer.answer(prompt, wish, new Draws(1, BODY, 0));
  }
}
