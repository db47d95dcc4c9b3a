package dev.sluice.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.simulator.Prompts;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.Unacceptable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptBookTest {

  private final ScriptBook book = new ScriptBook();

  @Test
  void successiveCallsOfAConversationTakeTheNextStep() throws Unacceptable {
    Prompt prompt = Prompts.of("gpt-4o", "Hello [[sim: 429:2 500 ok]]");

    assertThat(steps(prompt, "", 4)).containsExactly("429:2", "500", "ok", "ok");
  }

  @Test
  void conversationsDoNotShareTheirProgress() throws Unacceptable {
    assertThat(step(Prompts.of("gpt-4o", "One [[sim: 500 ok]]"), "")).hasValue("500");
    assertThat(step(Prompts.of("gpt-4o", "Two [[sim: 500 ok]]"), "")).hasValue("500");
  }

  @Test
  void equalConversationsOfDifferentJobsDoNotShareTheirProgress() throws Unacceptable {
    Prompt prompt = Prompts.of("gpt-4o", "[[sim: 500 ok]]");

    assertThat(steps(prompt, "job-1", 2)).containsExactly("500", "ok");
    assertThat(steps(prompt, "job-2", 2)).containsExactly("500", "ok");
  }

  @Test
  void namedScriptIsSharedByAllConversations() throws Unacceptable {
    assertThat(step(Prompts.of("gpt-4o", "One [[sim#q: 500 ok]]"), "job-1")).hasValue("500");
    assertThat(step(Prompts.of("claude", "Two [[sim#q: 500 ok]]"), "job-2")).hasValue("ok");
    assertThat(step(Prompts.of("claude", "Two [[sim#r: 500 ok]]"), "job-2")).hasValue("500");
  }

  @Test
  void modelNameCanCarryAScript() throws Unacceptable {
    assertThat(steps(Prompts.of("gpt-4o-sim-429:2-ok:10ms", "Hello"), "", 2))
        .containsExactly("429:2", "ok:10ms");
    assertThat(step(Prompts.of("sim-500", "Hello"), "")).hasValue("500");
    assertThat(step(Prompts.of("simple-model", "Hello"), "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[[sim 500]]", "[[sim: ]]", "[[sim: 500", "[[sim: ok]] [[sim: ok]]", "[[simok]]"})
  void malformedDirectiveIsRefused(String message) {
    assertThatExceptionOfType(Unacceptable.class)
        .isThrownBy(() -> book.turn(Prompts.of("gpt-4o", message), ""));
  }

  @Test
  void postedScriptHoldsForAllMatchingCallsTogether() throws Unacceptable {
    post(Optional.of("gpt-4o"), Optional.of("red"), "500", "ok");

    assertThat(step(Prompts.of("gpt-4o", "a red one"), "")).hasValue("500");
    assertThat(step(Prompts.of("gpt-4o", "another red one"), "")).hasValue("ok");
    assertThat(step(Prompts.of("gpt-4o", "a blue one"), "")).isEmpty();
    assertThat(step(Prompts.of("gpt-5", "a red one"), "")).isEmpty();
  }

  @Test
  void scriptPostedLastComesFirstAndDirectivesComeBeforeIt() throws Unacceptable {
    post(Optional.empty(), Optional.empty(), "500");
    post(Optional.of("gpt-4o"), Optional.empty(), "503");

    assertThat(step(Prompts.of("gpt-4o", "Hello"), "")).hasValue("503");
    assertThat(step(Prompts.of("gpt-5", "Hello"), "")).hasValue("500");
    assertThat(step(Prompts.of("gpt-4o", "[[sim: ok]]"), "")).hasValue("ok");
  }

  @Test
  void postingAnEqualMatchReplacesTheScriptAndStartsItAnew() throws Unacceptable {
    post(Optional.empty(), Optional.empty(), "500", "ok");
    step(Prompts.of("gpt-4o", "Hello"), "");
    post(Optional.empty(), Optional.empty(), "503", "ok");

    assertThat(book.posted()).hasSize(1);
    assertThat(steps(Prompts.of("gpt-4o", "Hello"), "", 2)).containsExactly("503", "ok");
  }

  @Test
  void clearingForgetsPostedScriptsAndAllProgress() throws Unacceptable {
    post(Optional.empty(), Optional.empty(), "500");
    Prompt prompt = Prompts.of("gpt-4o", "[[sim: 429 ok]]");
    step(prompt, "");
    book.clear();

    assertThat(step(Prompts.of("gpt-4o", "Hello"), "")).isEmpty();
    assertThat(step(prompt, "")).hasValue("429");
  }

  private void post(Optional<String> model, Optional<String> contains, String... items)
      throws Unacceptable {
    List<String> steps = Arrays.asList(items);
    book.post(new Posted(new Posted.Match(model, contains), steps, Script.parse(steps)));
  }

  private Optional<String> step(Prompt prompt, String jobId) throws Unacceptable {
    return book.turn(prompt, jobId).map(turn -> turn.step().text());
  }

  private List<String> steps(Prompt prompt, String jobId, int calls) throws Unacceptable {
    String[] steps = new String[calls];
    for (int i = 0; i < calls; i++) {
      steps[i] = step(prompt, jobId).orElseThrow();
    }
    return Arrays.asList(steps);
  }
}
