package dev.sluice.local.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Stops the components when the process is terminated. If that takes more than 30 s, the process is
 * halted.
 */
public final class Lifetime {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  private final Components components = new Components();
  private final Consumer<String> print;
  private volatile boolean up;

  private Lifetime(Consumer<String> print) {
    this.print = print;
  }

  /** Installs the shutdown hook. */
  public static Lifetime install(Consumer<String> print) {
    Lifetime lifetime = new Lifetime(print);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(lifetime::stop));
    return lifetime;
  }

  public Components components() {
    return components;
  }

  /** Called once startup is complete; never returns. */
  public void stay() {
    up = true;
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("The main thread was interrupted", e);
    }
  }

  private void stop() {
    if (up) {
      print.accept("Stopping.");
    }
    Thread.ofPlatform().daemon().name("stop-timeout").start(this::halt);
    components.close();
    if (up) {
      print.accept("Stopped.");
    }
  }

  private void halt() {
    try {
      Thread.sleep(STOP_TIMEOUT);
    } catch (InterruptedException e) {
      throw new IllegalStateException("The stop timeout was interrupted", e);
    }
    print.accept("Sluice did not stop within %d s; halting.".formatted(STOP_TIMEOUT.toSeconds()));
    Runtime.getRuntime().halt(1);
  }
}
