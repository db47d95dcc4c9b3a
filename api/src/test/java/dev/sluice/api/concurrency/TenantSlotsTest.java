package dev.sluice.api.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.TenantId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TenantSlotsTest {

  private static final TenantId GREEDY = new TenantId("greedy");

  @Test
  void aTenantThatUsesItsShareLeavesSlotsToOthers() {
    TenantSlots slots = new TenantSlots(8);
    assertThat(acquireAll(slots, GREEDY)).isEqualTo(2);
    List<TenantId> others = Stream.of("a", "b", "c").map(TenantId::new).toList();
    others.forEach(other -> assertThat(acquireAll(slots, other)).isEqualTo(2));
    assertThat(slots.used()).isEqualTo(8);
    assertThat(slots.tryAcquire(new TenantId("d"))).isFalse();
  }

  @Test
  void aReleasedSlotIsAcquiredAgain() {
    TenantSlots slots = new TenantSlots(8);
    assertThat(acquireAll(slots, GREEDY)).isEqualTo(2);
    slots.release(GREEDY);
    assertThat(acquireAll(slots, GREEDY)).isEqualTo(1);
    slots.release(GREEDY);
    slots.release(GREEDY);
    assertThat(slots.used()).isZero();
  }

  @Test
  void aTenantMayAcquireOneOfFewSlotsAndNoneOfNone() {
    assertThat(acquireAll(new TenantSlots(1), GREEDY)).isEqualTo(1);
    assertThat(acquireAll(new TenantSlots(3), GREEDY)).isEqualTo(1);
    assertThat(acquireAll(new TenantSlots(0), GREEDY)).isZero();
  }

  private static int acquireAll(TenantSlots slots, TenantId tenant) {
    int count = 0;
    while (slots.tryAcquire(tenant)) {
      count++;
    }
    return count;
  }
}
