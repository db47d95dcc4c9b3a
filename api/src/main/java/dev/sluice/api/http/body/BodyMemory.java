package dev.sluice.api.http.body;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * Bounds the memory of the bodies of all requests. A request acquires memory as its body arrives
 * and releases it when it ends, as the objects read from the body live until then. Safe for all
 * threads.
 */
@Component
final class BodyMemory implements ServletRequestListener {

  private static final String ACQUIRED = BodyMemory.class.getName();

  private final int capacity;
  private final Semaphore free;

  BodyMemory(BodyProperties properties) {
    this.capacity = Math.toIntExact(properties.maxMemory().toBytes());
    this.free = new Semaphore(capacity);
  }

  /**
   * Acquires that many bytes more for this request, or none where too few are free. A request that
   * needs more than the capacity acquires all of it, so it succeeds when it runs alone.
   */
  boolean tryAcquire(ServletRequest request, int bytes) {
    int acquired = acquired(request);
    int more = Math.min(bytes, capacity - acquired);
    if (!free.tryAcquire(more)) {
      return false;
    }
    request.setAttribute(ACQUIRED, acquired + more);
    return true;
  }

  /** Releases what this request has acquired beyond that many bytes. */
  void releaseBeyond(ServletRequest request, long bytes) {
    long surplus = acquired(request) - bytes;
    if (surplus > 0) {
      request.setAttribute(ACQUIRED, (int) bytes);
      free.release((int) surplus);
    }
  }

  @Override
  public void requestDestroyed(ServletRequestEvent event) {
    int acquired = acquired(event.getServletRequest());
    event.getServletRequest().removeAttribute(ACQUIRED);
    free.release(acquired);
  }

  int free() {
    return free.availablePermits();
  }

  private static int acquired(ServletRequest request) {
    return request.getAttribute(ACQUIRED) instanceof Integer bytes ? bytes : 0;
  }
}
