package dev.sluice.dispatcher.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.schedule.DestinationState.Standing;
import dev.sluice.dispatcher.schedule.FairShare.InUse;
import dev.sluice.dispatcher.schedule.FairShare.Shares;
import dev.sluice.dispatcher.schedule.ShareLimits.Limit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FairShareTest {

  private static final int MANY = 1000;
  private static final long MB = 1_000_000;
  private static final ShareLimits WIDE = permits(MANY, 0, MANY);

  @Test
  void tenantsTakeTurnsAndThenTheDestinationsOfEach() {
    List<Candidate> candidates =
        List.of(idle("a1", "a"), idle("a2", "a"), idle("a3", "a"), idle("b1", "b"));
    assertThat(counts(share(candidates, Map.of(), 6, WIDE)))
        .containsExactlyInAnyOrderEntriesOf(Map.of("a1", 1, "a2", 1, "a3", 1, "b1", 3));
  }

  @Test
  void whoHoldsFewestIsNextWhateverElseIsDue() {
    List<Candidate> candidates =
        List.of(
            candidate("slow", "a", 8, 20, Standing.PROVEN, 0),
            candidate("quick", "a", 0, 20, Standing.PROVEN, 0));
    assertThat(counts(share(candidates, Map.of("a", 8), 8, WIDE)))
        .containsExactlyEntriesOf(Map.of("quick", 8));
  }

  @Test
  void amongEqualsWhoWasServedLongestAgoIsFirst() {
    List<Candidate> candidates =
        List.of(
            candidate("a1", "a", 0, 9, Standing.PROVEN, 7),
            candidate("a2", "a", 0, 9, Standing.PROVEN, 5),
            candidate("b1", "b", 0, 9, Standing.PROVEN, 6));
    assertThat(counts(share(candidates, Map.of(), 2, WIDE))).containsOnlyKeys("b1", "a2");
  }

  @Test
  void nobodyGetsMoreThanItsWindowHasRoomFor() {
    List<Candidate> candidates =
        List.of(candidate("a1", "a", 2, 2, Standing.PROVEN, 0), idle("a2", "a", 3));
    assertThat(counts(share(candidates, Map.of("a", 2), MANY, WIDE)))
        .containsOnly(Map.entry("a1", 2), Map.entry("a2", 3));
  }

  @Test
  void whileOthersWaitATenantGetsNoMoreThanItsShare() {
    ShareLimits limits = permits(10, 0, 5);
    List<Candidate> both = List.of(idle("a1", "a"), idle("b1", "b", 2));
    Shares shares = share(both, Map.of("a", 5), 10, limits);
    // Once b has all that it wants, nobody waits any more.
    assertThat(counts(shares)).containsOnly(Map.entry("b1", 2), Map.entry("a1", 3));
    List<Candidate> three = List.of(idle("a1", "a"), idle("b1", "b"), idle("c1", "c"));
    Map<String, Integer> held = Map.of("a", 6, "b", 5, "c", 7);
    // All are beyond it: whoever holds least is next, not whoever holds most.
    assertThat(counts(share(three, held, 5, permits(30, 0, 5))))
        .containsOnly(Map.entry("b1", 3), Map.entry("a1", 2));
  }

  @Test
  void aTenantAloneUsesAllButTheReserve() {
    ShareLimits limits = permits(20, 5, 10);
    assertThat(counts(share(List.of(idle("a1", "a")), Map.of(), MANY, limits)))
        .containsOnly(Map.entry("a1", 15));
  }

  @Test
  void theReserveIsForWhoeverHoldsNothingAndItsFirstQuarterForWhoeverIsProven() {
    ShareLimits limits = permits(100, 20, 100);
    List<Candidate> candidates =
        List.of(
            candidate("busy", "a", 1, 50, Standing.UNTRIED, 0),
            candidate("suspect", "a", 0, 50, Standing.SUSPECT, 0),
            candidate("proven", "a", 1, 50, Standing.PROVEN, 0),
            candidate("fresh", "a", 0, 50, Standing.UNTRIED, 0));
    assertThat(counts(share(candidates, Map.of("a", 80), MANY, limits)))
        .containsOnly(Map.entry("fresh", 1), Map.entry("suspect", 1), Map.entry("proven", 3));
  }

  @Test
  void theLastThreeEighthsOfTheReserveAreNotForTheUntriedOfTenantsBeyondTheirShare() {
    ShareLimits limits = permits(100, 20, 50);
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      candidates.add(idle("a" + i, "a"));
    }
    assertThat(sum(share(candidates, Map.of("a", 80), MANY, limits))).isEqualTo(13);
    assertThat(counts(share(List.of(idle("b", "b")), Map.of("a", 93), MANY, limits)))
        .containsOnly(Map.entry("b", 1));
  }

  @Test
  void aSuspectIsTriedAgainThoughOthersKeepAllButTheLastHalfOfTheReserveInUse() {
    ShareLimits limits = permits(100, 20, 50);
    Candidate busy = candidate("busy", "a", 85, 50, Standing.PROVEN, 0);
    Candidate suspect = candidate("suspect", "b", 0, 1, Standing.SUSPECT, 9);
    assertThat(counts(share(List.of(busy, suspect), Map.of("a", 85), 1, limits)))
        .containsOnly(Map.entry("suspect", 1));
  }

  @Test
  void whoCannotBeServedWithinItsShareKeepsThoseBeyondTheirsFromGettingMore() {
    ShareLimits limits = permits(100, 20, 50);
    Candidate busy = candidate("busy", "a", 60, 50, Standing.PROVEN, 0);
    Candidate idle = candidate("idle", "a", 0, 50, Standing.UNTRIED, 0);
    Candidate untried = candidate("untried", "b", 25, 9, Standing.UNTRIED, 0);
    Shares shares = share(List.of(busy, idle, untried), Map.of("a", 60, "b", 25), MANY, limits);
    assertThat(shares.grants()).isEmpty();
    assertThat(shares.beyondShare()).containsExactly("a");
  }

  @Test
  void provenDestinationsThatHoldManyLeaveThreeQuartersOfTheReserve() {
    ShareLimits limits = permits(128, 32, 64);
    List<Candidate> many = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      many.add(candidate("p" + i, "a", 4, 32, Standing.PROVEN, i));
    }
    assertThat(sum(share(many, Map.of("a", 32), MANY, limits))).isEqualTo(128 - 32 - 24);
  }

  @Test
  void theLessIsFreeTheFewerProvenDestinationsMayHoldAndTheUntriedOfTheirTenantEndBeforeThem() {
    ShareLimits limits = permits(128, 32, 64);
    Candidate proven = candidate("proven", "a", 0, 32, Standing.PROVEN, 9);
    List<Candidate> candidates = List.of(idle("fresh", "a"), proven);
    assertThat(counts(share(candidates, Map.of("a", 104), MANY, limits)))
        .containsOnly(Map.entry("fresh", 1), Map.entry("proven", 4));
    assertThat(counts(share(candidates, Map.of("a", 112), MANY, limits)))
        .containsOnly(Map.entry("fresh", 1), Map.entry("proven", 1));
    assertThat(counts(share(candidates, Map.of("a", 116), MANY, limits)))
        .containsOnly(Map.entry("proven", 1));
    assertThat(share(candidates, Map.of("a", 124), MANY, limits).grants()).isEmpty();
  }

  @Test
  void aProvenOneThatHoldsNothingIsServedWhateverItsProvenSiblingsHold() {
    ShareLimits limits = permits(1024, 256, 512);
    List<Candidate> siblings = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      siblings.add(candidate("s" + i, "a", 0, 32, Standing.PROVEN, i));
    }
    int inUse = sum(share(siblings, Map.of(), MANY * 10, limits));
    assertThat(inUse).isEqualTo(1024 - 128);
    Candidate healthy = candidate("healthy", "a", 0, 32, Standing.PROVEN, 9999);
    assertThat(counts(share(List.of(healthy), Map.of("a", inUse), MANY, limits)))
        .containsOnly(Map.entry("healthy", 1));
  }

  @Test
  void whatSlowDestinationsHoldBeyondTheShareDoesNotKeepTheOthersOfTheirTenantFromTheirFirst() {
    ShareLimits limits = permits(1024, 256, 512);
    Candidate healthy = candidate("healthy", "a", 0, 32, Standing.PROVEN, 9);
    Candidate slow = candidate("slow", "a", 0, 4, Standing.SUSPECT, 8);
    Candidate suspect = candidate("suspect", "b", 0, 1, Standing.SUSPECT, 7);
    // b waits within its share, as there is nothing left for suspects.
    Map<String, PermitUsage> held = Map.of("a", new PermitUsage(900, 0));
    List<Candidate> candidates = List.of(healthy, slow, suspect);
    Shares shares =
        share(
            candidates,
            new InUse(total(held), held, Map.of("a", new PermitUsage(63, 0)), null),
            limits);
    assertThat(counts(shares)).containsOnly(Map.entry("healthy", 1));
    assertThat(shares.beyondShare()).containsExactly("a");
    // Its prompt ones have what is theirs.
    assertThat(
            share(
                    candidates,
                    new InUse(total(held), held, Map.of("a", new PermitUsage(64, 0)), null),
                    limits)
                .grants())
        .isEmpty();
  }

  @Test
  void manyThatHangLeavePermitsToOneThatDoesNot() {
    ShareLimits limits = permits(1024, 256, 512);
    List<Candidate> hanging = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      hanging.add(candidate("h" + i, "a", 0, 4, Standing.UNTRIED, i));
    }
    int inUse = sum(share(hanging, Map.of(), MANY * 10, limits));
    assertThat(inUse).isEqualTo(768);
    Candidate healthy = candidate("healthy", "a", 0, 32, Standing.PROVEN, 9999);
    assertThat(counts(share(List.of(healthy), Map.of("a", inUse), MANY, limits)))
        .containsOnly(Map.entry("healthy", 32));
  }

  @Test
  void aTenantThatFillsTheMemoryLeavesSomeToOthers() {
    List<Candidate> hanging = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      hanging.add(new Candidate("h" + i, "a", PermitUsage.NONE, 4, 170, Standing.UNTRIED, i));
    }
    ShareLimits limits = memory(64_000, 16_000, 32_000);
    long used =
        share(hanging, new InUse(PermitUsage.NONE, Map.of(), Map.of(), null), limits)
            .grants()
            .values()
            .stream()
            .mapToLong(PermitUsage::bytes)
            .sum();
    assertThat(used).isBetween(47_000L, 48_000L);
    Map<String, PermitUsage> inUse = Map.of("a", new PermitUsage(282, used));
    Candidate large = new Candidate("large", "b", PermitUsage.NONE, 4, 8_000, Standing.UNTRIED, 0);
    Candidate more = new Candidate("more", "a", PermitUsage.NONE, 4, 170, Standing.UNTRIED, 0);
    Shares shares =
        share(List.of(more, large), new InUse(total(inUse), inUse, Map.of(), null), limits);
    assertThat(counts(shares)).containsOnly(Map.entry("large", 1));
  }

  @Test
  void whileOthersWaitATenantGetsNoMoreThanItsShareOfTheMemory() {
    ShareLimits limits = memory(1000, 0, 500);
    Candidate first = new Candidate("a1", "a", PermitUsage.NONE, 99, 100, Standing.PROVEN, 0);
    Candidate second = new Candidate("b1", "b", PermitUsage.NONE, 2, 400, Standing.PROVEN, 0);
    Map<String, PermitUsage> inUse =
        Map.of("a", new PermitUsage(1, 300), "b", new PermitUsage(5, 0));
    // However few permits it has.
    assertThat(
            counts(
                share(
                    List.of(first, second),
                    new InUse(total(inUse), inUse, Map.of(), null),
                    limits)))
        .containsOnly(Map.entry("a1", 2), Map.entry("b1", 1));
  }

  @Test
  void whatADestinationNeedsThatWaitedForLongIsKeptFromOthers() {
    ShareLimits limits = memory(10_000, 0, 10_000);
    Candidate small = new Candidate("small", "a", PermitUsage.NONE, 99, 100, Standing.PROVEN, 0);
    Candidate large = new Candidate("large", "a", PermitUsage.NONE, 1, 8_000, Standing.PROVEN, 0);
    Map<String, PermitUsage> inUse = Map.of("a", new PermitUsage(9, 2_500));
    Shares without =
        share(List.of(small, large), new InUse(total(inUse), inUse, Map.of(), null), limits);
    assertThat(counts(without)).containsOnly(Map.entry("small", 75));
    assertThat(without.shortOfBytes()).contains("large");
    assertThat(
            share(List.of(small, large), new InUse(total(inUse), inUse, Map.of(), "large"), limits)
                .grants())
        .isEmpty();
    Map<String, PermitUsage> less = Map.of("a", new PermitUsage(9, 1_900));
    assertThat(
            counts(
                share(
                    List.of(small, large),
                    new InUse(total(less), less, Map.of(), "large"),
                    limits)))
        .containsOnly(Map.entry("large", 1), Map.entry("small", 1));
  }

  @Test
  void aDestinationGetsNoMoreThanItsPartOfTheMemory() {
    ShareLimits limits =
        new ShareLimits(new Limit(MANY, 0, MANY), new Limit(10_000, 0, 10_000), 2_500);
    Candidate large = new Candidate("large", "a", PermitUsage.NONE, 99, 2_000, Standing.PROVEN, 0);
    Shares shares =
        share(List.of(large), new InUse(PermitUsage.NONE, Map.of(), Map.of(), null), limits);
    assertThat(counts(shares)).containsOnly(Map.entry("large", 2));
    assertThat(shares.shortOfBytes()).isEmpty();
  }

  @Test
  void whatNobodyNeedsIsLentToThoseWhoTakeSomething() {
    ShareLimits limits = memory(10_000, 2_000, 5_000);
    Candidate first = new Candidate("a1", "a", PermitUsage.NONE, 1, 100, Standing.PROVEN, 0);
    Candidate second = new Candidate("a2", "a", PermitUsage.NONE, 1, 100, Standing.PROVEN, 0);
    assertThat(
            share(
                    List.of(first, second),
                    new InUse(PermitUsage.NONE, Map.of(), Map.of(), null),
                    limits)
                .grants())
        .containsOnly(
            Map.entry("a1", new PermitUsage(1, 100 + 3_900)),
            Map.entry("a2", new PermitUsage(1, 100 + 3_900)));
  }

  private static ShareLimits memory(long all, long reserve, long perTenant) {
    return new ShareLimits(new Limit(MANY, 0, MANY), new Limit(all, reserve, perTenant), all);
  }

  private static PermitUsage total(Map<String, PermitUsage> uses) {
    return uses.values().stream()
        .reduce(PermitUsage.NONE, (sum, use) -> sum.plus(use.permits(), use.bytes()));
  }

  private static Shares share(List<Candidate> candidates, InUse inUse, ShareLimits limits) {
    return FairShare.of(candidates, inUse, MANY, limits);
  }

  private static int sum(Shares shares) {
    return counts(shares).values().stream().mapToInt(Integer::intValue).sum();
  }

  private static Candidate idle(String name, String tenant) {
    return idle(name, tenant, MANY);
  }

  private static Candidate idle(String name, String tenant, int room) {
    return candidate(name, tenant, 0, room, Standing.UNTRIED, 0);
  }

  private static Candidate candidate(
      String name, String tenant, int held, int room, Standing standing, long served) {
    return new Candidate(name, tenant, new PermitUsage(held, 0), room, 0, standing, served);
  }

  private static ShareLimits permits(int all, int reserve, int perTenant) {
    return new ShareLimits(new Limit(all, reserve, perTenant), new Limit(MB, 0, MB), MB);
  }

  private static Map<String, Integer> counts(Shares shares) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    shares.grants().forEach((name, grant) -> counts.put(name, grant.permits()));
    return counts;
  }

  private static Shares share(
      List<Candidate> candidates, Map<String, Integer> held, int max, ShareLimits limits) {
    int all = held.values().stream().mapToInt(Integer::intValue).sum();
    Map<String, PermitUsage> byTenant = new HashMap<>();
    held.forEach((tenant, permits) -> byTenant.put(tenant, new PermitUsage(permits, 0)));
    return FairShare.of(
        candidates, new InUse(new PermitUsage(all, 0), byTenant, Map.of(), null), max, limits);
  }
}
