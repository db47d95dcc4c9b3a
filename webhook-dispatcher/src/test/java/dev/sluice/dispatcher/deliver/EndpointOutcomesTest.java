package dev.sluice.dispatcher.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.deliver.Settlement.Next;
import dev.sluice.dispatcher.send.FailureClass;
import dev.sluice.dispatcher.send.Trace;
import dev.sluice.job.JobId;
import dev.sluice.lease.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EndpointOutcomesTest {

  private static final UUID ENDPOINT = UUID.randomUUID();
  private static final Target OF_ENDPOINT =
      new Target.OfEndpoint(ENDPOINT, "http://a.test/", null, List.of());
  private static final Next SUCCESS = new Next.Delivered();
  private static final Next RETRY = new Next.Retry(FailureClass.CLOSED, Duration.ZERO);
  private static final Next GIVEN_UP = new Next.GivenUp(FailureClass.CLOSED);
  private static final Next GONE = new Next.Held();
  private static final Next UNUSABLE = new Next.Unusable(Optional.empty());

  @Test
  void failuresAreCountedFromTheLastSuccess() {
    assertThat(of(RETRY, GIVEN_UP)).containsExactly(outcomes(false, 2, false));
    assertThat(of(RETRY, SUCCESS)).containsExactly(outcomes(true, 0, false));
    assertThat(of(RETRY, SUCCESS, RETRY)).containsExactly(outcomes(true, 1, false));
    assertThat(of(SUCCESS, SUCCESS)).containsExactly(outcomes(true, 0, false));
  }

  @Test
  void whatIsGoneStaysGone() {
    assertThat(of(GONE, SUCCESS)).containsExactly(outcomes(true, 0, true));
    assertThat(of(RETRY, GONE)).containsExactly(outcomes(false, 2, true));
  }

  @Test
  void whatSaysNothingOfAnEndpointIsLeftOut() {
    assertThat(of(UNUSABLE)).isEmpty();
    assertThat(EndpointOutcomes.of(List.of(new Settlement.HandedBack(claim(OF_ENDPOINT)))))
        .isEmpty();
    Target job = new Target.OfJob(new JobId(UUID.randomUUID()), "http://a.test/", null);
    assertThat(EndpointOutcomes.of(List.of(settlement(job, RETRY)))).isEmpty();
  }

  @Test
  void whatWasCarriedOverIsFollowedByWhatCameLater() {
    assertThat(outcomes(true, 2, false).then(outcomes(false, 3, true)))
        .isEqualTo(outcomes(true, 5, true));
    assertThat(outcomes(false, 2, true).then(outcomes(true, 1, false)))
        .isEqualTo(outcomes(true, 1, true));
  }

  private static EndpointOutcomes outcomes(boolean succeeded, int failures, boolean gone) {
    EndpointOutcomes.Key key = new EndpointOutcomes.Key(ENDPOINT, "http://a.test/");
    return new EndpointOutcomes(key, succeeded, failures, gone);
  }

  private static List<EndpointOutcomes> of(Next... outcomes) {
    return EndpointOutcomes.of(
        Stream.of(outcomes).map(next -> settlement(OF_ENDPOINT, next)).toList());
  }

  private static Settlement settlement(Target target, Next next) {
    return new Settlement.Attempted(
        claim(target), Instant.EPOCH, Duration.ZERO, Trace.NONE, Optional.empty(), next);
  }

  private static Claim claim(Target target) {
    return new Claim(
        new DeliveryId(UUID.randomUUID()),
        new WorkerId(UUID.randomUUID()),
        1,
        0,
        0,
        Trigger.AUTOMATIC,
        UUID.randomUUID(),
        "job.completed",
        "d",
        target,
        new byte[0]);
  }
}
