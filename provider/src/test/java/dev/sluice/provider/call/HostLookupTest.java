package dev.sluice.provider.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.provider.Deadline;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostLookupTest {

  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final HostLookup lookup = new HostLookup(this::slowly);

  private InetAddress[] slowly(String host) throws UnknownHostException {
    asked.incrementAndGet();
    try {
      release.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (host.equals("unknown")) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {InetAddress.getLoopbackAddress()};
  }

  @Test
  void lookupThatHangsHoldsNoCallBeyondItsDeadlineAndIsSharedByAll() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> resolve("slow", Duration.ofMillis(10)))
          .isInstanceOf(UnknownHostException.class);
    }
    assertThat(asked).hasValue(1);

    release.countDown();
    assertThat(resolve("slow", Duration.ofSeconds(30)))
        .containsExactly(InetAddress.getLoopbackAddress());
  }

  @Test
  void interruptEndsTheWait() {
    CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                resolve("slow", Duration.ofSeconds(60));
              } catch (Exception _) {
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
              }
            });
    await().until(() -> asked.get() == 1);

    caller.interrupt();

    assertThat(stillInterrupted.join()).isTrue();
    release.countDown();
  }

  @Test
  void unknownHostIsUnknownAndAnAddressIsNotLookedUp() throws Exception {
    release.countDown();

    assertThatThrownBy(() -> resolve("unknown", Duration.ofSeconds(30)))
        .isInstanceOf(UnknownHostException.class);
    assertThat(resolve("127.0.0.1", Duration.ofSeconds(30)))
        .containsExactly(InetAddress.getLoopbackAddress());
    assertThat(asked).hasValue(1);
  }

  private InetAddress[] resolve(String host, Duration budget) throws Exception {
    return ScopedValue.where(HostLookup.DEADLINE, Deadline.in(budget))
        .call(() -> lookup.resolve(host));
  }
}
