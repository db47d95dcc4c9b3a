package dev.sluice.api.http.sse;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Server-sent events as the answer to one request. Every frame leaves at once, none is buffered.
 *
 * <p>Nothing is committed before the first frame, so that a failure before it can still be answered
 * with its status; but after a silence of the keep-alive interval the stream begins, and goes on,
 * with a comment line. A client that reads slowly blocks {@link #send}; one that takes not a byte
 * for the connector's timeout ({@code server.tomcat.connection-timeout}) counts as gone.
 *
 * <p>Safe for all threads: frames are whole and in the order of the calls.
 */
public final class EventStream implements AutoCloseable {

  private final HttpServletResponse response;
  private final long keepAliveNanos;
  private final Runnable onGone;
  private final AtomicBoolean gone = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private ClientWatch.@Nullable Watching watching;
  private boolean begun;
  private boolean closed;
  private long lastWrite = System.nanoTime();

  EventStream(HttpServletResponse response, Duration keepAlive, Runnable onGone) {
    this.response = response;
    this.keepAliveNanos = keepAlive.toNanos();
    this.onGone = onGone;
  }

  void start(ClientWatch.Watching client) {
    watching = client;
    Thread.ofVirtual().name("sse-keep-alive").start(this::keepAlive);
  }

  /** Sends a frame; false where the client has gone or the stream is closed, now and ever after. */
  public boolean send(SseFrame frame) {
    byte[] bytes = frame.toBytes();
    lock.lock();
    try {
      return write(bytes);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the client is known to have gone. */
  public boolean gone() {
    return gone.get();
  }

  /**
   * Closes the stream where not a byte of it has left: true then, and the response is untouched and
   * the caller's to use. False where the stream has begun; it stays open then.
   */
  public boolean closeUnlessBegun() {
    lock.lock();
    try {
      if (begun) {
        return false;
      }
      end();
    } finally {
      lock.unlock();
    }
    stopWatching();
    return true;
  }

  /** Ends the stream; nothing touches the response once this has returned. Repeatable. */
  @Override
  public void close() {
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
    stopWatching();
  }

  /** Whoever notices: the watch over the connection, or a failing write. */
  void clientGone() {
    if (gone.compareAndSet(false, true)) {
      onGone.run();
    }
  }

  private void end() {
    closed = true;
    ended.signalAll();
  }

  private void stopWatching() {
    if (watching != null) {
      watching.close();
    }
  }

  private boolean write(byte[] bytes) {
    if (closed || gone.get()) {
      return false;
    }
    try {
      begin();
      response.getOutputStream().write(bytes);
      response.getOutputStream().flush();
      lastWrite = System.nanoTime();
      return true;
    } catch (IOException _) {
      // Says nothing that is not known now: a write fails where nobody takes it.
      clientGone();
      return false;
    }
  }

  private void begin() {
    if (!begun) {
      begun = true;
      response.setStatus(HttpServletResponse.SC_OK);
      response.setContentType("text/event-stream");
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
      // nginx would buffer otherwise.
      response.setHeader("X-Accel-Buffering", "no");
    }
  }

  private void keepAlive() {
    lock.lock();
    try {
      while (!closed && !gone.get()) {
        long silence = System.nanoTime() - lastWrite;
        if (silence >= keepAliveNanos) {
          write(SseFrame.KEEP_ALIVE);
        } else {
          ended.awaitNanos(keepAliveNanos - silence);
        }
      }
    } catch (InterruptedException _) {
      // Nobody interrupts this thread; it ends like any that is interrupted.
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
