package dev.sluice.e2e.stack;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes its resources in reverse order, at the latest in a shutdown hook. Thread-safe. */
final class Cleanup implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Cleanup.class);

  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  Cleanup() {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("cleanup").unstarted(this::close));
  }

  synchronized <T extends AutoCloseable> T register(T resource) {
    resources.push(resource);
    return resource;
  }

  @Override
  public synchronized void close() {
    while (!resources.isEmpty()) {
      AutoCloseable resource = resources.pop();
      try {
        resource.close();
      } catch (Exception e) {
        log.warn("{} did not close cleanly", resource, e);
      }
    }
  }
}
