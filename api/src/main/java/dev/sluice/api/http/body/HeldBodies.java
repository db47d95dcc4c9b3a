package dev.sluice.api.http.body;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * How much of the bodies of all requests this process may hold at once. What a request takes as its
 * body arrives is given back when the request ends, however it ends: until then its body lives on
 * in what was read from it. Safe for all threads.
 */
@Component
final class HeldBodies implements ServletRequestListener {

  private static final String TAKEN = HeldBodies.class.getName();

  private final int room;
  private final Semaphore free;

  HeldBodies(BodyProperties properties) {
    this.room = Math.toIntExact(properties.maxHeld().toBytes());
    this.free = new Semaphore(room);
  }

  /**
   * Takes so many bytes more for this request; false, and nothing taken, where too few are free. A
   * request that needs more than there is at all takes all, so that it is read when it is alone.
   */
  boolean tryTake(ServletRequest request, int bytes) {
    int taken = taken(request);
    int more = Math.min(bytes, room - taken);
    if (!free.tryAcquire(more)) {
      return false;
    }
    request.setAttribute(TAKEN, taken + more);
    return true;
  }

  /** Gives back what is held beyond so many bytes. */
  void keep(ServletRequest request, long bytes) {
    long surplus = taken(request) - bytes;
    if (surplus > 0) {
      request.setAttribute(TAKEN, (int) bytes);
      free.release((int) surplus);
    }
  }

  @Override
  public void requestDestroyed(ServletRequestEvent event) {
    int taken = taken(event.getServletRequest());
    event.getServletRequest().removeAttribute(TAKEN);
    free.release(taken);
  }

  int free() {
    return free.availablePermits();
  }

  private static int taken(ServletRequest request) {
    return request.getAttribute(TAKEN) instanceof Integer taken ? taken : 0;
  }
}
