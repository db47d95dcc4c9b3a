package dev.sluice.provider.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Deadline;
import dev.sluice.provider.call.Failure.Trouble;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuickRetriesTest {

  private int tries;

  @Test
  @Timeout(10)
  void nothingIsRepeatedCloseToTheDeadline() {
    run(Duration.ofSeconds(50), Trouble.CONNECTION);

    assertThat(tries).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONNECTION")
  void onlyConnectionTroubleIsRepeated(Trouble trouble) {
    run(Duration.ofMillis(1), trouble);

    assertThat(tries).isEqualTo(1);
  }

  @Test
  void connectionTroubleIsRepeatedAsOftenAsSet() {
    run(Duration.ofMillis(1), Trouble.CONNECTION);

    assertThat(tries).isEqualTo(3);
  }

  @Test
  void interruptEndsThePause() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> retry(Duration.ofSeconds(1), Trouble.CONNECTION))
        .isInstanceOf(InterruptedException.class);
  }

  private void run(Duration pause, Trouble trouble) {
    assertThatThrownBy(() -> retry(pause, trouble))
        .isInstanceOfSatisfying(
            UpstreamException.class, e -> assertThat(e.failure()).isEqualTo(trouble));
  }

  private void retry(Duration pause, Trouble trouble) throws Exception {
    QuickRetrySettings settings = new QuickRetrySettings(2, pause, pause.multipliedBy(2));
    new QuickRetries(settings, () -> {})
        .run(
            Deadline.in(Duration.ofSeconds(60)),
            () -> {
              tries++;
              throw new UpstreamException(trouble);
            });
  }
}
