package dev.sluice.e2e.stack;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be ended, last begun first, whether the tests end well, badly or by a signal. Safe for
 * all threads.
 */
final class Cleanup implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Cleanup.class);

  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  Cleanup() {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("cleanup").unstarted(this::close));
  }

  synchronized <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  @Override
  public synchronized void close() {
    while (!owned.isEmpty()) {
      AutoCloseable resource = owned.pop();
      try {
        resource.close();
      } catch (Exception e) {
        log.warn("{} did not end cleanly", resource, e);
      }
    }
  }
}
