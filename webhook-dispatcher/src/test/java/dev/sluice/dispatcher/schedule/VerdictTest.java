package dev.sluice.dispatcher.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.FailureClass;
import dev.sluice.webhooks.delivery.Response;
import dev.sluice.webhooks.delivery.Trace;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @Test
  void anAnswerInTheFirstThirdOfTheDeadlineIsPrompt() {
    assertThat(of(200, Duration.ofMillis(9_999))).isEqualTo(Verdict.RESPONSIVE);
    assertThat(of(404, Duration.ofMillis(9_999))).isEqualTo(Verdict.RESPONSIVE);
  }

  @Test
  void oneThatComesLaterOrIsCutByTheDeadlineIsSlow() {
    assertThat(of(200, Duration.ofSeconds(10))).isEqualTo(Verdict.SLOW);
    assertThat(of(404, Duration.ofSeconds(25))).isEqualTo(Verdict.SLOW);
    assertThat(of(200, DEADLINE)).isEqualTo(Verdict.SLOW);
  }

  @Test
  void troubleIsTroubleHoweverLongItTook() {
    assertThat(of(503, Duration.ZERO)).isEqualTo(Verdict.UNRESPONSIVE);
    assertThat(of(429, DEADLINE)).isEqualTo(Verdict.UNRESPONSIVE);
  }

  @Test
  void whatWasStoppedTellsNothingHoweverLongItTook() {
    assertThat(Verdict.of(Optional.empty(), DEADLINE, DEADLINE)).isEqualTo(Verdict.UNKNOWN);
  }

  private static Verdict of(int status, Duration took) {
    Response answer = new Response(status, new byte[0], false);
    AttemptOutcome outcome =
        new AttemptOutcome(
            answer.isSuccess() ? null : FailureClass.HTTP_STATUS, answer, null, Trace.NONE);
    return Verdict.of(Optional.of(outcome), took, DEADLINE);
  }
}
