package dev.sluice.webhooks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.webhooks.RowPosition;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RangeScanTest {

  @Test
  void withEnoughThatFitItEndsAtTheLastOfThem() {
    ReplaySteps.RangeScan scan =
        ReplaySteps.RangeScan.of(List.of(row(1, true), row(4, true), row(9, true)), 2, 9);
    assertThat(scan.matching()).containsExactly(place(1), place(4));
    assertThat(scan.reached()).contains(place(4));
  }

  @Test
  void withTooFewItEndsAtTheLastThatWasLookedAt() {
    ReplaySteps.RangeScan scan =
        ReplaySteps.RangeScan.of(List.of(row(1, true), row(9, false)), 2, 9);
    assertThat(scan.matching()).containsExactly(place(1));
    assertThat(scan.reached()).contains(place(9));
  }

  @Test
  void whereNothingMoreLiesItReachedTheEnd() {
    assertThat(ReplaySteps.RangeScan.of(List.of(row(1, true)), 2, 9).reached()).isEmpty();
    assertThat(ReplaySteps.RangeScan.of(List.of(), 2, 9).reached()).isEmpty();
  }

  @Test
  void theLastThatWasLookedAtMayFit() {
    ReplaySteps.RangeScan scan = ReplaySteps.RangeScan.of(List.of(row(9, true)), 2, 9);
    assertThat(scan.matching()).containsExactly(place(9));
    assertThat(scan.reached()).contains(place(9));
  }

  private static ReplaySteps.RangeScan.Row row(int number, boolean matches) {
    return new ReplaySteps.RangeScan.Row(place(number), matches, number);
  }

  private static RowPosition place(int number) {
    return new RowPosition(Instant.EPOCH.plusSeconds(number), new UUID(0, number));
  }
}
