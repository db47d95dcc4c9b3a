package dev.sluice.processor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Delta;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PartialAnswerTest {

  private final PartialAnswer answer = new PartialAnswer(10);

  private void append(String text) {
    answer.append(new Delta.Content(text));
  }

  @Test
  void slicesJoinToTheWhole() {
    append("abc");
    append("defg");
    assertThat(answer.from(0, 4)).isEqualTo("abcd");
    assertThat(answer.from(4, 4)).isEqualTo("efg");
    assertThat(answer.from(7, 4)).isEmpty();
  }

  @Test
  void aPairIsNotSplitByTheBoundNorByTheProvider() {
    append("a\uD83D");
    assertThat(answer.from(0, 9)).isEqualTo("a");
    assertThat(answer.from(1, 9)).isEmpty();
    append("\uDC4B");
    assertThat(answer.from(0, 2)).isEqualTo("a");
    assertThat(answer.from(1, 2)).isEqualTo("\uD83D\uDC4B");
  }

  @Test
  void anUnpairedSurrogateBecomesAQuestionMark() {
    append("\uD83Da\uDC4Bb");
    assertThat(answer.from(0, 9)).isEqualTo("?a?b");
  }

  @Test
  void textBeyondTheLimitIsCountedButNotKept() {
    append("0123456789abc");
    append("d");
    assertThat(answer.length()).isEqualTo(10);
    assertThat(answer.generated()).isEqualTo(14);
    assertThat(answer.from(0, 20)).isEqualTo("0123456789");
  }

  @Test
  void piecesOfToolCallsCountButAreNoText() {
    answer.append(new Delta.ToolCallPart(0, "id", "name", "{\"a\":1}"));
    assertThat(answer.generated()).isEqualTo(7);
    assertThat(answer.from(0, 9)).isEmpty();
  }

  @Test
  void onlyTheCurrentListenerIsNotified() {
    AtomicInteger notified = new AtomicInteger();
    append("a");
    answer.onGrowth(notified::incrementAndGet);
    append("b");
    answer.onGrowth(null);
    append("c");
    assertThat(notified).hasValue(1);
  }
}
