package dev.sluice.local.part;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * This process, up to the signal that ends it: then the parts are stopped, within 30 s or by force.
 */
public final class Lifetime {
  private static final Duration STOP_BOUND = Duration.ofSeconds(30);

  private final Parts parts = new Parts();
  private final Consumer<String> say;
  private volatile boolean up;

  private Lifetime(Consumer<String> say) {
    this.say = say;
  }

  /** From here on the end of the process stops the parts. */
  public static Lifetime begin(Consumer<String> say) {
    Lifetime lifetime = new Lifetime(say);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(lifetime::stop));
    return lifetime;
  }

  public Parts parts() {
    return parts;
  }

  /** Everything is up; returns never. */
  public void stay() {
    up = true;
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts the main thread", e);
    }
  }

  private void stop() {
    if (up) {
      say.accept("Stopping.");
    }
    Thread.ofPlatform().daemon().name("stop-bound").start(this::halt);
    parts.close();
    if (up) {
      say.accept("Stopped.");
    }
  }

  private void halt() {
    try {
      Thread.sleep(STOP_BOUND);
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread", e);
    }
    say.accept("Not stopped within %d s; ending by force.".formatted(STOP_BOUND.toSeconds()));
    Runtime.getRuntime().halt(1);
  }
}
