package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryLifecycleTest {

  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
  private static final List<DeliveryEvent> OUTCOMES =
      List.of(
          new DeliveryEvent.Succeeded(),
          new DeliveryEvent.FailedRetryably(Duration.ofSeconds(7)),
          new DeliveryEvent.FailedForGood(),
          new DeliveryEvent.EndpointGone(),
          new DeliveryEvent.HandedBack(),
          new DeliveryEvent.WorkerLost());
  private static final List<DeliveryEvent> OF_THE_ENDPOINT =
      List.of(
          new DeliveryEvent.EndpointDisabled(),
          new DeliveryEvent.EndpointEnabled(),
          new DeliveryEvent.EndpointDeleted());

  @ParameterizedTest
  @EnumSource(
      value = DeliveryStatus.class,
      names = {"DELIVERED", "FAILED", "DISCARDED"})
  void whatIsOverIsOnlySentAgain(DeliveryStatus status) {
    List<DeliveryEvent> events = new ArrayList<>(OUTCOMES);
    events.addAll(OF_THE_ENDPOINT);
    events.add(new DeliveryEvent.Claimed());
    assertThat(events).allMatch(event -> !moves(status, event));
    assertThat(moves(status, new DeliveryEvent.SentAgain(true))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(DeliveryStatus.class)
  void anOutcomeIsThatOfAnAttemptUnderWay(DeliveryStatus status) {
    assertThat(OUTCOMES)
        .allMatch(event -> moves(status, event) == (status == DeliveryStatus.SENDING));
  }

  @Test
  void anAttemptUnderWayIsNotTouchedByWhatHappensToItsEndpoint() {
    assertThat(OF_THE_ENDPOINT).allMatch(event -> !moves(DeliveryStatus.SENDING, event));
    assertThat(moves(DeliveryStatus.SENDING, new DeliveryEvent.SentAgain(true))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(DeliveryStatus.class)
  void whatComesToWaitHasATimeAndNothingElseDoes(DeliveryStatus status) {
    List<DeliveryEvent> events = new ArrayList<>(OUTCOMES);
    events.addAll(OF_THE_ENDPOINT);
    events.addAll(List.of(new DeliveryEvent.Claimed(), new DeliveryEvent.SentAgain(true)));
    for (DeliveryEvent event : events) {
      if (DeliveryLifecycle.next(state(status), event, NOW) instanceof DeliveryTransition.To to) {
        assertThat(to.nextAttemptAt() != null)
            .isEqualTo(to.next().status() == DeliveryStatus.PENDING);
      }
    }
  }

  @Test
  void aClaimBeginsAnAttemptAndWhatIsHandedBackDoesNotCount() {
    assertThat(to(DeliveryStatus.PENDING, new DeliveryEvent.Claimed()).next())
        .isEqualTo(new DeliveryState(DeliveryStatus.SENDING, 6, 1, 2));
    for (DeliveryEvent lost :
        List.of(new DeliveryEvent.HandedBack(), new DeliveryEvent.WorkerLost())) {
      DeliveryTransition.To back = to(DeliveryStatus.SENDING, lost);
      assertThat(back.next()).isEqualTo(new DeliveryState(DeliveryStatus.PENDING, 5, 2, 2));
      assertThat(back.nextAttemptAt()).isEqualTo(NOW);
    }
  }

  @Test
  void aRetryComesAfterItsWait() {
    assertThat(
            to(DeliveryStatus.SENDING, new DeliveryEvent.FailedRetryably(Duration.ofSeconds(7)))
                .nextAttemptAt())
        .isEqualTo(NOW.plusSeconds(7));
  }

  @Test
  void aDisabledEndpointHoldsAnEnabledOneReleasesADeletedOneDiscards() {
    assertThat(to(DeliveryStatus.PENDING, new DeliveryEvent.EndpointDisabled()).next().status())
        .isEqualTo(DeliveryStatus.HELD);
    DeliveryTransition.To released = to(DeliveryStatus.HELD, new DeliveryEvent.EndpointEnabled());
    assertThat(released.next()).isEqualTo(state(DeliveryStatus.PENDING));
    assertThat(released.nextAttemptAt()).isEqualTo(NOW);
    for (DeliveryStatus waiting : Set.of(DeliveryStatus.PENDING, DeliveryStatus.HELD)) {
      assertThat(to(waiting, new DeliveryEvent.EndpointDeleted()).next().status())
          .isEqualTo(DeliveryStatus.DISCARDED);
    }
  }

  @Test
  void whatIsSentAgainBeginsItsScheduleAnewAndWaitsWhereItsEndpointIsDisabled() {
    for (DeliveryStatus status :
        Set.of(
            DeliveryStatus.DELIVERED,
            DeliveryStatus.FAILED,
            DeliveryStatus.HELD,
            DeliveryStatus.DISCARDED)) {
      DeliveryTransition.To again = to(status, new DeliveryEvent.SentAgain(true));
      assertThat(again.next()).isEqualTo(new DeliveryState(DeliveryStatus.PENDING, 5, 1, 4));
      assertThat(again.nextAttemptAt()).isEqualTo(NOW);
      assertThat(to(status, new DeliveryEvent.SentAgain(false)).next())
          .isEqualTo(new DeliveryState(DeliveryStatus.HELD, 5, 1, 4));
    }
  }

  private static boolean moves(DeliveryStatus status, DeliveryEvent event) {
    return DeliveryLifecycle.next(state(status), event, NOW) instanceof DeliveryTransition.To;
  }

  private static DeliveryTransition.To to(DeliveryStatus status, DeliveryEvent event) {
    return (DeliveryTransition.To) DeliveryLifecycle.next(state(status), event, NOW);
  }

  private static DeliveryState state(DeliveryStatus status) {
    return new DeliveryState(status, 5, 1, 2);
  }
}
