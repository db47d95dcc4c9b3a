package dev.sluice.provider.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.ChatResult;
import dev.sluice.chat.ToolCall;
import dev.sluice.chat.Usage;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderErrors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerBuilderTest {

  private final List<Delta> emitted = new ArrayList<>();
  private final AnswerBuilder answer = new AnswerBuilder("asked-for", emitted::add);

  @Test
  void piecesAreEmittedAndPutTogether() throws Exception {
    answer.text("a");
    answer.text("");
    answer.text("b");
    answer.usage(-1L, 2L);
    answer.finish("stop");

    assertThat(answer.outcome())
        .isEqualTo(
            new Outcome.Completed(
                new ChatResult("ab", "stop", "asked-for", List.of(), new Usage(0, 2))));
    assertThat(emitted).containsExactly(new Delta.Content("a"), new Delta.Content("b"));
  }

  @Test
  void toolCallsComeInTheOrderOfTheirIndexAndAlwaysHaveAnId() throws Exception {
    answer.toolCall(1L, "t1", "g", "{}");
    answer.toolCall(0L, "", "f", "{\"a\"");
    answer.toolCall(0L, "", "", ":1}");
    answer.finish("tool_calls");

    assertThat(answer.outcome())
        .isInstanceOfSatisfying(
            Outcome.Completed.class,
            done ->
                assertThat(done.result().toolCalls())
                    .containsExactly(
                        ToolCall.function("call_0", "f", "{\"a\":1}"),
                        ToolCall.function("t1", "g", "{}")));
  }

  @Test
  void answerThatHasNotFinishedIsTruncated() throws Exception {
    answer.text("a");

    assertFails(answer::outcome, Failure.TRUNCATED);
  }

  @Test
  void filterThatLeftNothingIsARefusalAndOneThatCutShortIsNot() throws Exception {
    answer.finish("content_filter");
    assertThat(answer.outcome()).isEqualTo(new Outcome.Permanent(ProviderErrors.CONTENT_REFUSED));

    answer.text("a");
    assertThat(answer.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void answerBeyondTheBoundIsMalformed() throws Exception {
    answer.text("x".repeat(AnswerBuilder.MAX_LENGTH));

    assertFails(
        () -> {
          answer.text("x");
          return answer.outcome();
        },
        Failure.MALFORMED);
  }

  private interface Failing {
    Outcome run() throws Exception;
  }

  private static void assertFails(Failing failing, Failure trouble) {
    assertThatThrownBy(failing::run)
        .isInstanceOfSatisfying(
            UpstreamException.class, e -> assertThat(e.failure()).isEqualTo(trouble));
  }
}
