package dev.sluice.api.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several replicas that share one bucket, in simulated time. */
class LeaseSimulationTest {

  private static final int CALLERS = 32;
  private static final Duration MAX_WAIT = Duration.ofMillis(250);
  private static final Duration LATENCY = Duration.ofMillis(3);

  private final List<SimulatedReplica> replicas = new ArrayList<>();
  private long now;

  @ParameterizedTest
  @CsvSource({"60, 2", "60, 3", "1000, 2", "6000, 2", "20000, 4"})
  void aBurstOnAllReplicasGetsTheLimitOnce(int limit, int count) {
    start(BucketKind.REQUESTS_MINUTE, limit, count, MAX_WAIT, LATENCY);
    run(Duration.ofMillis(1500), CALLERS);
    assertLimitHolds(limit, 0.95);
    assertThat(renewalsPer1000()).isLessThan(50);
  }

  @ParameterizedTest
  @CsvSource({"60, 2", "600, 3", "6000, 2", "60000, 2"})
  void steadyDemandFarAboveTheLimitGetsTheLimit(int limit, int count) {
    start(BucketKind.REQUESTS_MINUTE, limit, count, MAX_WAIT, LATENCY);
    run(Duration.ofSeconds(20), CALLERS);
    assertLimitHolds(limit, 0.95);
    assertThat(renewalsPer1000()).isLessThan(50);
  }

  @Test
  void demandWithinTheLimitIsServedFromLeases() {
    start(BucketKind.REQUESTS_MINUTE, 240_000, 2, MAX_WAIT, LATENCY);
    run(Duration.ofSeconds(20), 1);
    // Some may still wait for the last renewal.
    assertThat(granted()).isBetween(2 * 20_000L - 10, 2 * 20_000L);
    assertThat(replicas).allSatisfy(replica -> assertThat(replica.denied()).isZero());
    assertThat(renewalsPer1000()).isLessThan(10);
  }

  @Test
  void aBurstAfterAQuietTimeGetsTheLimitOnce() {
    start(BucketKind.REQUESTS_MINUTE, 6000, 2, MAX_WAIT, LATENCY);
    for (int i = 0; i < 100; i++) {
      run(Duration.ofMillis(1), 1);
      run(Duration.ofMillis(39), 0);
    }
    run(Duration.ofSeconds(30), 0);
    long before = granted();
    long begun = now;
    run(Duration.ofMillis(1500), CALLERS);
    assertThat((double) granted() - before)
        .isBetween(0.95 * allowed(6000, now - begun), 1.05 * allowed(6000, now - begun));
  }

  @ParameterizedTest
  @CsvSource({"300, 2", "6000, 3"})
  void aDatabaseThatAnswersLateGrantsNoMoreThanTheLimit(int limit, int count) {
    start(BucketKind.REQUESTS_MINUTE, limit, count, Duration.ofMillis(20), Duration.ofMillis(100));
    run(Duration.ofSeconds(4), CALLERS);
    assertLimitHolds(limit, 0.9);
  }

  @Test
  void whatAReplicaDoesNotUseGoesToTheOthers() {
    start(BucketKind.REQUESTS_HOUR, 3600, 2, MAX_WAIT, LATENCY);
    SimulatedReplica idle = replicas.getFirst();
    while (idle.granted() < 500) {
      idle.step(1, now);
      now += Duration.ofMillis(1).toNanos();
    }
    SimulatedReplica busy = replicas.getLast();
    for (int i = 0; i < 3000; i++) {
      idle.step(0, now);
      busy.step(CALLERS, now);
      now += Duration.ofMillis(1).toNanos();
    }
    // All but what an idle replica may keep.
    assertThat((double) busy.granted()).isBetween(3100 - 3600 * 0.0334 / 2 - 1, 3100 + 10.0);
  }

  private void start(BucketKind kind, int limit, int count, Duration maxWait, Duration latency) {
    BucketKey key = new BucketKey(new TenantId("acme"), kind, limit);
    SimulatedBucket bucket = new SimulatedBucket(key);
    for (int i = 0; i < count; i++) {
      replicas.add(
          new SimulatedReplica(
              key, bucket, count, maxWait, latency, Duration.ofMillis(137L * (i + 1))));
    }
  }

  private void run(Duration time, int callers) {
    long end = now + time.toNanos();
    while (now < end) {
      replicas.forEach(replica -> replica.step(callers, now));
      now += Duration.ofMillis(1).toNanos();
    }
  }

  private void assertLimitHolds(int limit, double atLeast) {
    double allowed = allowed(limit, now);
    assertThat((double) granted()).isBetween(atLeast * allowed - 1, 1.05 * allowed);
  }

  private static double allowed(int limit, long nanos) {
    return limit + limit * nanos / 60e9;
  }

  private long granted() {
    return replicas.stream().mapToLong(SimulatedReplica::granted).sum();
  }

  private double renewalsPer1000() {
    long calls = replicas.stream().mapToLong(replica -> replica.granted() + replica.denied()).sum();
    return 1000.0 * replicas.stream().mapToLong(SimulatedReplica::renewals).sum() / calls;
  }
}
