package dev.sluice.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.JobId;
import dev.sluice.lease.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EndpointOutcomesTest {

  private static final UUID ENDPOINT = UUID.randomUUID();
  private static final Target OF_ENDPOINT =
      new Target.OfEndpoint(ENDPOINT, "http://a.test/", null, List.of());
  private static final Settlement SUCCESS = row(OF_ENDPOINT, DeliveryStatus.DELIVERED, false);
  private static final Settlement RETRY = row(OF_ENDPOINT, DeliveryStatus.PENDING, true);
  private static final Settlement GIVEN_UP = row(OF_ENDPOINT, DeliveryStatus.FAILED, true);
  private static final Settlement GONE = row(OF_ENDPOINT, DeliveryStatus.HELD, true);
  private static final Settlement UNUSABLE = row(OF_ENDPOINT, DeliveryStatus.FAILED, false);

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
    assertThat(of(Settlement.handedBack(claim(OF_ENDPOINT)))).isEmpty();
    Target job = new Target.OfJob(new JobId(UUID.randomUUID()), "http://a.test/", null);
    assertThat(EndpointOutcomes.of(List.of(row(job, DeliveryStatus.PENDING, true)))).isEmpty();
  }

  @Test
  void deferredOutcomesAreFollowedByLaterOnes() {
    assertThat(outcomes(true, 2, false).then(outcomes(false, 3, true)))
        .isEqualTo(outcomes(true, 5, true));
    assertThat(outcomes(false, 2, true).then(outcomes(true, 1, false)))
        .isEqualTo(outcomes(true, 1, true));
  }

  private static EndpointOutcomes outcomes(boolean succeeded, int failures, boolean gone) {
    EndpointOutcomes.Key key = new EndpointOutcomes.Key(ENDPOINT, "http://a.test/");
    return new EndpointOutcomes(key, succeeded, failures, gone);
  }

  private static List<EndpointOutcomes> of(Settlement... rows) {
    return EndpointOutcomes.of(List.of(rows));
  }

  private static Settlement row(Target target, DeliveryStatus status, boolean endpointFailed) {
    Settlement.Attempt attempt =
        new Settlement.Attempt(Instant.EPOCH, Duration.ZERO, null, null, Trace.NONE);
    return new Settlement(claim(target), status, null, endpointFailed, attempt);
  }

  private static Claim claim(Target target) {
    return new Claim(
        new ClaimRequest("d", null, 0, 1, false, 0),
        new DeliveryId(UUID.randomUUID()),
        new WorkerId(UUID.randomUUID()),
        1,
        0,
        0,
        Trigger.AUTOMATIC,
        UUID.randomUUID(),
        "job.completed",
        target,
        new byte[0]);
  }
}
