package dev.sluice.local.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.local.part.Parts.Part;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class PartsTest {
  private final Parts parts = new Parts();
  private final List<String> stopped = new CopyOnWriteArrayList<>();

  private AutoCloseable part(String name) {
    return () -> stopped.add(name);
  }

  @Test
  void partsStopInReverseOrderAndOnce() {
    parts.begin("first", () -> part("first")).started();
    parts.begin("second", () -> part("second")).started();
    parts.begin("third", () -> part("third")).started();

    parts.close();
    parts.close();

    assertThat(stopped).containsExactly("third", "second", "first");
  }

  @Test
  void partThatIsStillStartingIsAwaitedAndStopped()
      throws InterruptedException, ExecutionException {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch mayStart = new CountDownLatch(1);
    parts.begin("first", () -> part("first")).started();
    parts.begin(
        "slow",
        () -> {
          starting.countDown();
          mayStart.await();
          return part("slow");
        });
    starting.await();
    FutureTask<Void> closing = new FutureTask<>(parts::close, null);
    Thread.ofVirtual().start(closing);

    mayStart.countDown();
    closing.get();

    assertThat(stopped).containsExactly("slow", "first");
  }

  @Test
  void partThatFailsToStopDoesNotKeepTheOthersFromIt() {
    parts.begin("first", () -> part("first")).started();
    Part<AutoCloseable> failing =
        parts.begin(
            "failing",
            () ->
                () -> {
                  throw new IllegalStateException("does not stop");
                });
    failing.started();

    parts.close();

    assertThat(stopped).containsExactly("first");
  }

  @Test
  void failureToStartIsTheCallersToSee() {
    Part<AutoCloseable> failing =
        parts.begin(
            "failing",
            () -> {
              throw new UnsupportedOperationException("does not start");
            });

    assertThatThrownBy(failing::started).isInstanceOf(UnsupportedOperationException.class);
    parts.close();
  }

  @Test
  void nothingStartsOnceTheEndHasCome() {
    parts.close();

    assertThatIllegalStateException().isThrownBy(() -> parts.begin("late", () -> part("late")));
    assertThat(stopped).isEmpty();
  }
}
