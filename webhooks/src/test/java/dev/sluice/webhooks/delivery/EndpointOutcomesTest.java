package dev.sluice.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lease.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndpointOutcomesTest {

  private static final UUID ENDPOINT = UUID.randomUUID();
  private static final DeliverySettlement SUCCESS = row(ENDPOINT, DeliveryStatus.DELIVERED, false);
  private static final DeliverySettlement RETRY = row(ENDPOINT, DeliveryStatus.PENDING, true);
  private static final DeliverySettlement GIVEN_UP = row(ENDPOINT, DeliveryStatus.FAILED, true);
  private static final DeliverySettlement GONE = row(ENDPOINT, DeliveryStatus.HELD, true);
  private static final DeliverySettlement UNUSABLE = row(ENDPOINT, DeliveryStatus.FAILED, false);

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
    assertThat(of(DeliverySettlement.handedBack(claim(ENDPOINT)))).isEmpty();
    assertThat(EndpointOutcomes.of(List.of(row(null, DeliveryStatus.PENDING, true)))).isEmpty();
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

  private static List<EndpointOutcomes> of(DeliverySettlement... rows) {
    return EndpointOutcomes.of(List.of(rows));
  }

  private static DeliverySettlement row(
      @Nullable UUID endpoint, DeliveryStatus status, boolean endpointFailed) {
    AttemptOutcome outcome = new AttemptOutcome(null, null, null, Trace.NONE);
    return new DeliverySettlement(
        claim(endpoint), Instant.EPOCH, Duration.ZERO, outcome, status, null, endpointFailed);
  }

  private static Claim claim(@Nullable UUID endpoint) {
    return new Claim(
        new ClaimRequest("d", endpoint, 0, 1, false, 0),
        new DeliveryId(UUID.randomUUID()),
        new WorkerId(UUID.randomUUID()),
        1,
        0,
        0,
        "automatic",
        UUID.randomUUID(),
        "job.completed",
        "http://a.test/",
        "",
        null,
        List.of(),
        new byte[0]);
  }
}
