package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedLookupTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration NONE = Duration.ofMillis(50);

  private final CountDownLatch answer = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private final BoundedLookup lookup = new BoundedLookup(this::addresses, PATIENCE);

  private InetAddress[] addresses(String host) throws UnknownHostException {
    begun.incrementAndGet();
    if (host.startsWith("slow")) {
      try {
        answer.await();
      } catch (InterruptedException _) {
        throw new UnknownHostException("closed");
      }
    }
    return new InetAddress[] {InetAddress.ofLiteral("192.0.2.1")};
  }

  @AfterEach
  void close() {
    answer.countDown();
    lookup.close();
  }

  private FutureTask<Integer> start(String owner, String host) {
    FutureTask<Integer> task =
        new FutureTask<>(() -> lookup.addresses(owner, host, PATIENCE).size());
    Thread.ofVirtual().start(task);
    return task;
  }

  @Test
  void slowNamesOfOneOwnerDoNotDelayOtherOwners() throws Exception {
    for (int i = 0; i < 100; i++) {
      var _ = start("tenant", "slow" + i + ".example");
    }
    await().until(() -> begun.get() == 4);
    assertThat(start("other", "fast.example").get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(begun).hasValue(5);
  }

  @Test
  void aCallerThatGetsNoThreadInTimeFails() {
    for (int i = 0; i < 4; i++) {
      var _ = start("tenant", "slow" + i + ".example");
    }
    await().until(() -> begun.get() == 4);
    assertThatThrownBy(() -> lookup.addresses("tenant", "fast.example", NONE))
        .isInstanceOf(BusyLookupException.class);
    assertThat(begun).hasValue(4);
  }

  @Test
  void aThreadIsInUseUntilTheSystemHasAnswered() throws Exception {
    for (int i = 0; i < 4; i++) {
      assertThatThrownBy(() -> lookup.addresses("tenant", "slow.example", NONE))
          .isInstanceOf(UnknownHostException.class)
          .isNotInstanceOf(BusyLookupException.class);
    }
    assertThatThrownBy(() -> lookup.addresses("tenant", "slow.example", NONE))
        .isInstanceOf(BusyLookupException.class);
    FutureTask<Integer> waits = start("tenant", "fast.example");
    answer.countDown();
    assertThat(waits.get(10, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void allOwnersTogetherHaveThirtyTwoThreads() {
    for (int i = 0; i < 40; i++) {
      var _ = start("tenant" + i, "slow.example");
    }
    await().until(() -> begun.get() == 32);
    assertThatThrownBy(() -> lookup.addresses("other", "fast.example", NONE))
        .isInstanceOf(BusyLookupException.class);
    assertThat(begun).hasValue(32);
  }

  @Test
  void aClosedLookupResolvesNothing() {
    lookup.close();
    FutureTask<Integer> late = start("tenant", "fast.example");
    assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(BusyLookupException.class);
  }
}
