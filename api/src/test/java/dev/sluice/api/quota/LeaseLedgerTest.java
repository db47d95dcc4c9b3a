package dev.sluice.api.quota;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.TenantId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One ledger and its shared bucket, in time that the test sets. */
class LeaseLedgerTest {

  private static final Peers AVAILABLE = new Peers(2, Peers.Database.AVAILABLE);
  private static final Peers LATE = new Peers(2, Peers.Database.LATE);
  private static final Peers UNAVAILABLE = new Peers(2, Peers.Database.UNAVAILABLE);

  private BucketKey key = key(BucketKind.REQUESTS_HOUR, 1000);
  private SimulatedBucket bucket = new SimulatedBucket(key);
  private LeaseLedger ledger = new LeaseLedger(key, Duration.ofSeconds(1), 0, 0);
  private long now;

  @ParameterizedTest
  @CsvSource({
    "REQUESTS_MINUTE, 60, 10, 10",
    "REQUESTS_MINUTE, 6, 1, 10",
    "REQUESTS_HOUR, 1000, 1, 3.6",
    "REQUESTS_HOUR, 10, 1, 360",
    "TOKENS_MINUTE, 100000, 50000, 30"
  })
  void aRetryAfterTheStatedTimeSucceedsAndNoEarlier(
      BucketKind kind, long limit, long amount, double seconds) {
    use(kind, limit);
    assertThat(take(limit - amount)).isInstanceOf(Decision.Granted.class);
    assertThat(take(amount)).isInstanceOf(Decision.Granted.class);
    assertDenied(take(amount), seconds);
    pass(Duration.ofMillis((long) (seconds * 1000) - 60));
    assertThat(take(amount)).isInstanceOf(Decision.Denied.class);
    pass(Duration.ofMillis(61));
    assertThat(take(amount)).isInstanceOf(Decision.Granted.class);
  }

  @Test
  void aRefundIsCappedByTheLimit() {
    use(BucketKind.TOKENS_MINUTE, 1000);
    take(900);
    pass(Duration.ofMinutes(2));
    ledger.adjust(900, now);
    assertThat(ledger.status(now).remaining()).isEqualTo(1000);
    renew();
    assertThat(take(1000)).isInstanceOf(Decision.Granted.class);
    assertThat(take(100)).isInstanceOf(Decision.Denied.class);
  }

  @Test
  void aRefundCanBeSpentAtOnceAndOveruseMustBeMadeGood() {
    use(BucketKind.TOKENS_MINUTE, 60_000);
    take(60_000);
    assertDenied(take(10_000), 10);
    ledger.adjust(30_000, now);
    assertThat(take(20_000)).isInstanceOf(Decision.Granted.class);
    // 10 000 are left; 30 000 more take them, 20 s to reach none and 15 s to reach 15 000.
    ledger.adjust(-30_000, now);
    assertDenied(take(15_000), 35);
    renew();
    assertDenied(take(15_000), 35);
  }

  @Test
  void reservationsHeldOverMinutesCannotBeSpentAtOnce() {
    use(BucketKind.TOKENS_MINUTE, 1000);
    for (int i = 0; i < 3; i++) {
      assertThat(take(1000)).isInstanceOf(Decision.Granted.class);
      pass(Duration.ofSeconds(61));
    }
    int used = 0;
    for (int age = 183; age > 0; age -= 61) {
      ledger.adjust(key.refund(1000, Duration.ofSeconds(age)), now);
      while (take(100) instanceof Decision.Granted) {
        used += 100;
      }
    }
    assertThat(used).isEqualTo(1000);
  }

  @ParameterizedTest
  @CsvSource({"1000, 0, 1000", "1000, 15, 750", "1000, 60, 0", "1000, 3600, 0", "-50, 3600, -50"})
  void aRefundFadesWithTheAgeOfTheReservation(long unused, long seconds, long refund) {
    BucketKey tokens = key(BucketKind.TOKENS_MINUTE, 1000);
    assertThat(tokens.refund(unused, Duration.ofSeconds(seconds))).isEqualTo(refund);
  }

  @Test
  void overuseIsMetFromTheLeaseFirst() {
    take(1);
    // Half of the idle share of 16 units or more is on lease.
    renew();
    ledger.adjust(-5, now);
    assertThat(requireNonNull(ledger.renew(AVAILABLE, now)).change()).isZero();
  }

  @Test
  void anEmptyBucketIsDeniedFromMemory() {
    use(BucketKind.REQUESTS_HOUR, 10);
    take(10);
    take(1);
    for (int i = 0; i < 1000; i++) {
      pass(Duration.ofMillis(1));
      assertThat(ledger.take(1, AVAILABLE, now)).isInstanceOf(Decision.Denied.class);
    }
  }

  @Test
  void aLeaseThatRunsLowIsRenewedAhead() {
    take(1);
    renew();
    Decision last = Decision.GRANTED;
    int taken = 0;
    while (last.equals(Decision.GRANTED)) {
      last = ledger.take(1, AVAILABLE, now);
      taken++;
    }
    assertThat(last).isEqualTo(Decision.LOW);
    // Half of the idle share of 16 units.
    assertThat(taken).isBetween(8, 10);
  }

  @Test
  void unusedLeaseIsReturnedExceptForTheIdleShare() {
    for (int i = 0; i < 500; i++) {
      take(1);
    }
    pass(Duration.ofMillis(500));
    ledger.tick(AVAILABLE, now);
    renew();
    assertThat(bucket.level()).isLessThan(400);
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMillis(500));
      ledger.tick(AVAILABLE, now);
      renew();
    }
    double refilled = now * key.refillPerNano();
    assertThat(bucket.level()).isBetween(500 - 20 + refilled, 500 - 15 + refilled);
    assertThat(ledger.tick(AVAILABLE, now)).isFalse();
    assertThat(ledger.renew(AVAILABLE, now)).isNull();
  }

  @Test
  void aWithdrawnDemandIsNotRequested() {
    assertThat(ledger.take(700, AVAILABLE, now)).isInstanceOf(Decision.Pending.class);
    var pending = (Decision.Pending) ledger.take(40, AVAILABLE, now);
    ledger.withdraw(pending);
    assertThat(requireNonNull(ledger.renew(AVAILABLE, now)).need()).isEqualTo(700);
  }

  @Test
  void aDemandThatWasRequestedCannotBeWithdrawn() {
    var pending = (Decision.Pending) ledger.take(40, AVAILABLE, now);
    LeaseRequest request = requireNonNull(ledger.renew(AVAILABLE, now));
    ledger.take(700, AVAILABLE, now);
    ledger.withdraw(pending);
    ledger.granted(bucket.exchange(request, 2, now), now);
    assertThat(requireNonNull(ledger.renew(AVAILABLE, now)).need()).isEqualTo(700 - 2 * 40);
  }

  @Test
  void aFailedRenewalReportsDebtAgainButNotReturnedUnits() {
    ledger.adjust(-300, now);
    ledger.renew(AVAILABLE, now);
    ledger.failed();
    assertThat(renew().change()).isEqualTo(-300);
    ledger.adjust(300, now);
    ledger.renew(AVAILABLE, now);
    ledger.failed();
    assertThat(renew().change()).isZero();
  }

  @Test
  void aLateDatabaseLeavesOnlyWhatAllReplicasMayGetWrong() {
    take(1);
    // 1.5 % of 1000 for two replicas, beside what is on lease.
    ledger.drain(now);
    assertThat(taken(LATE)).isEqualTo(7);
  }

  @Test
  void aLateDatabaseGrantsTheFirstCallerOfASmallLimit() {
    use(BucketKind.REQUESTS_MINUTE, 6);
    assertThat(taken(LATE)).isEqualTo(1);
  }

  @Test
  void anOutageDividesTheLevelAmongTheReplicas() {
    take(400);
    ledger.drain(now);
    double level = bucket.level();
    // What is granted while the database is late counts as well.
    assertThat((double) taken(LATE) + taken(UNAVAILABLE)).isBetween(level / 2 - 1, level / 2 + 8);
  }

  @Test
  void anOutageIsChargedWhenItIsOver() {
    assertThat(taken(UNAVAILABLE)).isEqualTo(500);
    assertThat(renew().change()).isEqualTo(-500);
    pass(Duration.ofMillis(100));
    assertThat(ledger.take(600, AVAILABLE, now)).isInstanceOf(Decision.Denied.class);
  }

  @Test
  void whatIsRefilledDuringAnOutageIsNoDebt() {
    use(BucketKind.REQUESTS_MINUTE, 600);
    assertThat(taken(UNAVAILABLE)).isEqualTo(300);
    pass(Duration.ofSeconds(20));
    // 20 s are a third of the share.
    assertThat(taken(UNAVAILABLE)).isEqualTo(100);
    assertThat(renew().change()).isEqualTo(-300);
  }

  @Test
  void anOutageGrantsARequestLargerThanAFullShareAndPutsItIntoDebt() {
    assertThat(ledger.take(800, UNAVAILABLE, now)).isInstanceOf(Decision.Granted.class);
    assertThat(ledger.take(1, UNAVAILABLE, now)).isInstanceOf(Decision.Denied.class);
    assertThat(renew().change()).isEqualTo(-800);
  }

  @Test
  void aRefundDuringAnOutageCanBeSpentThere() {
    assertThat(taken(UNAVAILABLE)).isEqualTo(500);
    ledger.adjust(100, now);
    assertThat(taken(UNAVAILABLE)).isEqualTo(100);
    ledger.putBack(1, now);
    assertThat(taken(UNAVAILABLE)).isEqualTo(1);
  }

  @Test
  void aDrainedLedgerReturnsItsLeaseAndReportsItsDebt() {
    take(1);
    double level = bucket.level();
    ledger.adjust(-50, now);
    assertThat((double) ledger.drain(now)).isEqualTo(949 - level);
    assertThat(ledger.drain(now)).isZero();
  }

  private void use(BucketKind kind, long limit) {
    key = key(kind, limit);
    bucket = new SimulatedBucket(key);
    ledger = new LeaseLedger(key, Duration.ofSeconds(1), 0, 0);
  }

  private static BucketKey key(BucketKind kind, long limit) {
    return new BucketKey(new TenantId("acme"), kind, limit);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** As a caller with patience. */
  private Decision take(long amount) {
    Decision decision = ledger.take(amount, AVAILABLE, now);
    if (decision instanceof Decision.Pending) {
      renew();
      decision = ledger.take(amount, AVAILABLE, now);
    }
    return decision;
  }

  private int taken(Peers peers) {
    int taken = 0;
    while (ledger.take(1, peers, now) instanceof Decision.Granted) {
      taken++;
    }
    return taken;
  }

  private LeaseRequest renew() {
    LeaseRequest request = ledger.renew(AVAILABLE, now);
    if (request == null) {
      return LeaseRequest.report(key, 0);
    }
    ledger.granted(bucket.exchange(request, 2, now), now);
    return request;
  }

  private static void assertDenied(Decision decision, double seconds) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Denied.class,
            denied ->
                assertThat(denied.retryAfter().toNanos() / 1e9)
                    .isBetween(seconds - 0.001, seconds + 0.001));
  }
}
