package dev.sluice.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.simulator.Prompts;
import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.prompt.Prompt;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptRegistryTest {

  private final ScriptRegistry scripts = new ScriptRegistry();

  @Test
  void successiveCallsOfAConversationTakeTheNextStep() throws InvalidRequestException {
    Prompt prompt = Prompts.of("gpt-4o", "Hello [[sim: 429:2 500 ok]]");

    assertThat(steps(prompt, "", 4)).containsExactly("429:2", "500", "ok", "ok");
  }

  @Test
  void conversationsDoNotShareProgress() throws InvalidRequestException {
    assertThat(step(Prompts.of("gpt-4o", "One [[sim: 500 ok]]"), "")).hasValue("500");
    assertThat(step(Prompts.of("gpt-4o", "Two [[sim: 500 ok]]"), "")).hasValue("500");
  }

  @Test
  void equalConversationsOfDifferentJobsDoNotShareProgress() throws InvalidRequestException {
    Prompt prompt = Prompts.of("gpt-4o", "[[sim: 500 ok]]");

    assertThat(steps(prompt, "job-1", 2)).containsExactly("500", "ok");
    assertThat(steps(prompt, "job-2", 2)).containsExactly("500", "ok");
  }

  @Test
  void namedScriptIsSharedByAllConversations() throws InvalidRequestException {
    assertThat(step(Prompts.of("gpt-4o", "One [[sim#q: 500 ok]]"), "job-1")).hasValue("500");
    assertThat(step(Prompts.of("claude", "Two [[sim#q: 500 ok]]"), "job-2")).hasValue("ok");
    assertThat(step(Prompts.of("claude", "Two [[sim#r: 500 ok]]"), "job-2")).hasValue("500");
  }

  @Test
  void modelNameCanCarryAScript() throws InvalidRequestException {
    assertThat(steps(Prompts.of("gpt-4o-sim-429:2-ok:10ms", "Hello"), "", 2))
        .containsExactly("429:2", "ok:10ms");
    assertThat(step(Prompts.of("sim-500", "Hello"), "")).hasValue("500");
    assertThat(step(Prompts.of("simple-model", "Hello"), "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[[sim 500]]", "[[sim: ]]", "[[sim: 500", "[[sim: ok]] [[sim: ok]]", "[[simok]]"})
  void malformedDirectiveIsRejected(String message) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> scripts.next(Prompts.of("gpt-4o", message), ""));
  }

  @Test
  void matchingCallsShareOneProgress() throws InvalidRequestException {
    put(Optional.of("gpt-4o"), Optional.of("red"), "500", "ok");

    assertThat(step(Prompts.of("gpt-4o", "a red one"), "")).hasValue("500");
    assertThat(step(Prompts.of("gpt-4o", "another red one"), "")).hasValue("ok");
    assertThat(step(Prompts.of("gpt-4o", "a blue one"), "")).isEmpty();
    assertThat(step(Prompts.of("gpt-5", "a red one"), "")).isEmpty();
  }

  @Test
  void lastScriptHasPriorityAndDirectivesOverrideIt() throws InvalidRequestException {
    put(Optional.empty(), Optional.empty(), "500");
    put(Optional.of("gpt-4o"), Optional.empty(), "503");

    assertThat(step(Prompts.of("gpt-4o", "Hello"), "")).hasValue("503");
    assertThat(step(Prompts.of("gpt-5", "Hello"), "")).hasValue("500");
    assertThat(step(Prompts.of("gpt-4o", "[[sim: ok]]"), "")).hasValue("ok");
  }

  @Test
  void equalMatchReplacesTheScriptAndResetsItsProgress() throws InvalidRequestException {
    put(Optional.empty(), Optional.empty(), "500", "ok");
    step(Prompts.of("gpt-4o", "Hello"), "");
    put(Optional.empty(), Optional.empty(), "503", "ok");

    assertThat(scripts.rules()).hasSize(1);
    assertThat(steps(Prompts.of("gpt-4o", "Hello"), "", 2)).containsExactly("503", "ok");
  }

  @Test
  void clearingDeletesAllScriptsAndProgress() throws InvalidRequestException {
    put(Optional.empty(), Optional.empty(), "500");
    Prompt prompt = Prompts.of("gpt-4o", "[[sim: 429 ok]]");
    step(prompt, "");
    scripts.clear();

    assertThat(step(Prompts.of("gpt-4o", "Hello"), "")).isEmpty();
    assertThat(step(prompt, "")).hasValue("429");
  }

  private void put(Optional<String> model, Optional<String> contains, String... items)
      throws InvalidRequestException {
    List<String> steps = Arrays.asList(items);
    scripts.put(new ScriptRule(new ScriptRule.Match(model, contains), steps, Script.parse(steps)));
  }

  private Optional<String> step(Prompt prompt, String jobId) throws InvalidRequestException {
    return scripts.next(prompt, jobId).map(turn -> turn.step().text());
  }

  private List<String> steps(Prompt prompt, String jobId, int calls)
      throws InvalidRequestException {
    String[] steps = new String[calls];
    for (int i = 0; i < calls; i++) {
      steps[i] = step(prompt, jobId).orElseThrow();
    }
    return Arrays.asList(steps);
  }
}
