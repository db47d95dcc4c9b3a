package dev.sluice.dispatcher.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.schedule.DestinationState.Standing;
import dev.sluice.lease.WorkerId;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.ClaimRequest;
import dev.sluice.webhooks.delivery.ClaimResult;
import dev.sluice.webhooks.delivery.DeliveryId;
import dev.sluice.webhooks.delivery.DueDestination;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DestinationStateTest {

  private static final BreakerBounds BREAKER =
      new BreakerBounds(5, Duration.ofSeconds(1), Duration.ofMinutes(5));
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int WIDEST = 32;

  private final DestinationState destination = new DestinationState("acme", WIDEST, 0);
  private long version;
  private long now;

  @Test
  void everyPromptAnswerWidensTheWindowUpToItsBound() {
    attempts(Verdict.RESPONSIVE, 40);
    assertThat(room()).isEqualTo(WIDEST);
    assertThat(standing()).isEqualTo(Standing.PROVEN);
  }

  @Test
  void slowAnswersWidenNothingBeyondTheFirstWindowAndProveNothing() {
    attempts(Verdict.SLOW, 40);
    assertThat(room()).isEqualTo(4);
    assertThat(standing()).isEqualTo(Standing.SUSPECT);
  }

  @Test
  void aWindowThatIsWideShrinksWithEverySlowAnswerToTheFirst() {
    attempts(Verdict.RESPONSIVE, 40);
    attempts(Verdict.SLOW, 3);
    assertThat(room()).isEqualTo(WIDEST - 3);
    attempts(Verdict.SLOW, 40);
    assertThat(room()).isEqualTo(4);
    attempts(Verdict.RESPONSIVE, 1);
    assertThat(room()).isEqualTo(5);
    assertThat(standing()).isEqualTo(Standing.PROVEN);
  }

  @Test
  void slowAnswersLeadOutOfTroubleButNoFurtherThanTheFirstWindow() {
    attempts(Verdict.UNRESPONSIVE, 1);
    assertThat(room()).isOne();
    attempts(Verdict.SLOW, 40);
    assertThat(room()).isEqualTo(4);
  }

  @Test
  void slowAnswersKeepTheBreakerClosed() {
    attempts(Verdict.UNRESPONSIVE, 4);
    attempts(Verdict.SLOW, 1);
    attempts(Verdict.UNRESPONSIVE, 4);
    assertThat(destination.breakerState(now)).isEqualTo(Breaker.State.CLOSED);
  }

  @Test
  void aProvenOneIsASuspectWhileNothingOfWhatIsUnderWayEnds() {
    attempts(Verdict.RESPONSIVE, 1);
    // Long idle is no sign of anything.
    now += 100 * SECOND;
    begin();
    begin();
    now += SECOND;
    assertThat(standing()).isEqualTo(Standing.PROVEN);
    now++;
    assertThat(standing()).isEqualTo(Standing.SUSPECT);
    end(Verdict.RESPONSIVE);
    assertThat(standing()).isEqualTo(Standing.PROVEN);
  }

  @Test
  void oneThatWasChangedBeginsAnewWhateverWasBefore() {
    attempts(Verdict.UNRESPONSIVE, 5);
    assertThat(destination.breakerState(now)).isEqualTo(Breaker.State.OPEN);
    changed(1);
    assertThat(destination.breakerState(now)).isEqualTo(Breaker.State.CLOSED);
    assertThat(standing()).isEqualTo(Standing.UNTRIED);
    assertThat(room()).isEqualTo(4);
    attempts(Verdict.UNRESPONSIVE, 1);
    changed(1);
    assertThat(standing()).isEqualTo(Standing.SUSPECT);
  }

  @Test
  void whatWasUnderWayWhenItWasChangedTellsNothingAndTakesNoRoom() {
    for (int n = 0; n < 4; n++) {
      begin();
    }
    changed(1);
    assertThat(room()).isEqualTo(4);
    for (int n = 0; n < 4; n++) {
      end(0, Verdict.UNRESPONSIVE);
    }
    assertThat(standing()).isEqualTo(Standing.UNTRIED);
    assertThat(room()).isEqualTo(4);
    assertThat(destination.isIdle()).isTrue();
  }

  @Test
  void changesThatFollowEachOtherDoNotAddUp() {
    for (int change = 0; change < 100; change++) {
      changed(change);
      while (room() > 0) {
        begin();
      }
    }
    assertThat(destination.used().permits()).isEqualTo(8);
    for (int n = 0; n < 8; n++) {
      end(0, Verdict.RESPONSIVE);
    }
    assertThat(destination.isIdle()).isTrue();
    assertThat(room()).isEqualTo(4);
  }

  private void changed(long newVersion) {
    version = newVersion;
    destination.update(
        new DueDestination("d", "acme", null, version, 0, Duration.ZERO, false), now);
  }

  private void attempts(Verdict verdict, int count) {
    for (int n = 0; n < count; n++) {
      begin();
      end(verdict);
    }
  }

  private void begin() {
    ClaimRequest request = new ClaimRequest("d", null, version, 1, false, 0);
    ClaimResult result =
        new ClaimResult(
            request, 1, 1, List.of(claim(request)), OptionalLong.empty(), Optional.empty());
    destination.claimed(result, 1, now);
  }

  private static Claim claim(ClaimRequest request) {
    return new Claim(
        request,
        new DeliveryId(new UUID(0, 1)),
        new WorkerId(new UUID(0, 2)),
        1,
        0,
        0,
        "automatic",
        new UUID(0, 3),
        "job.completed",
        "http://a.test/",
        "",
        null,
        List.of(),
        new byte[0]);
  }

  private void end(Verdict verdict) {
    end(version, verdict);
  }

  private void end(long version, Verdict verdict) {
    ClaimRequest request = new ClaimRequest("d", null, version, 1, false, 0);
    destination.ended(request, 0, verdict, WIDEST, BREAKER, now);
  }

  private int room() {
    return destination.candidate("d", now).room();
  }

  private Standing standing() {
    return destination.standing(now);
  }
}
