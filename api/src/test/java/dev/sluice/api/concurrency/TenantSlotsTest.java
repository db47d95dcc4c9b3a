package dev.sluice.api.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.TenantId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TenantSlotsTest {

  private static final TenantId GREEDY = new TenantId("greedy");

  @Test
  void whoTakesAllThatItMayLeavesPlacesToTheOthers() {
    TenantSlots places = new TenantSlots(8);
    assertThat(takeAll(places, GREEDY)).isEqualTo(2);
    List<TenantId> others = Stream.of("a", "b", "c").map(TenantId::new).toList();
    others.forEach(other -> assertThat(takeAll(places, other)).isEqualTo(2));
    assertThat(places.taken()).isEqualTo(8);
    assertThat(places.tryTake(new TenantId("d"))).isFalse();
  }

  @Test
  void aPlaceThatIsGivenBackIsTakenAgain() {
    TenantSlots places = new TenantSlots(8);
    assertThat(takeAll(places, GREEDY)).isEqualTo(2);
    places.giveBack(GREEDY);
    assertThat(takeAll(places, GREEDY)).isEqualTo(1);
    places.giveBack(GREEDY);
    places.giveBack(GREEDY);
    assertThat(places.taken()).isZero();
  }

  @Test
  void oneOfFewPlacesMayBeTakenByAnybodyAndNoneOfNone() {
    assertThat(takeAll(new TenantSlots(1), GREEDY)).isEqualTo(1);
    assertThat(takeAll(new TenantSlots(3), GREEDY)).isEqualTo(1);
    assertThat(takeAll(new TenantSlots(0), GREEDY)).isZero();
  }

  private static int takeAll(TenantSlots places, TenantId tenant) {
    int count = 0;
    while (places.tryTake(tenant)) {
      count++;
    }
    return count;
  }
}
