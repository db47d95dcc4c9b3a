package dev.sluice.local.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.local.lifecycle.Components.Component;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ComponentsTest {
  private final Components components = new Components();
  private final List<String> stopped = new CopyOnWriteArrayList<>();

  private AutoCloseable component(String name) {
    return () -> stopped.add(name);
  }

  @Test
  void componentsStopOnceInReverseOrder() {
    components.start("first", () -> component("first")).await();
    components.start("second", () -> component("second")).await();
    components.start("third", () -> component("third")).await();

    components.close();
    components.close();

    assertThat(stopped).containsExactly("third", "second", "first");
  }

  @Test
  void startingComponentIsAwaitedAndStopped() throws InterruptedException, ExecutionException {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch mayStart = new CountDownLatch(1);
    components.start("first", () -> component("first")).await();
    components.start(
        "slow",
        () -> {
          starting.countDown();
          mayStart.await();
          return component("slow");
        });
    starting.await();
    FutureTask<Void> closing = new FutureTask<>(components::close, null);
    Thread.ofVirtual().start(closing);

    mayStart.countDown();
    closing.get();

    assertThat(stopped).containsExactly("slow", "first");
  }

  @Test
  void othersStopIfOneFailsToStop() {
    components.start("first", () -> component("first")).await();
    Component<AutoCloseable> failing =
        components.start(
            "failing",
            () ->
                () -> {
                  throw new IllegalStateException("does not stop");
                });
    failing.await();

    components.close();

    assertThat(stopped).containsExactly("first");
  }

  @Test
  void startFailureIsThrownToTheCaller() {
    Component<AutoCloseable> failing =
        components.start(
            "failing",
            () -> {
              throw new UnsupportedOperationException("does not start");
            });

    assertThatThrownBy(failing::await).isInstanceOf(UnsupportedOperationException.class);
    components.close();
  }

  @Test
  void nothingStartsAfterClose() {
    components.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> components.start("late", () -> component("late")));
    assertThat(stopped).isEmpty();
  }
}
