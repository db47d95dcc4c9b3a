package dev.sluice.api.http.sse;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Server-sent events as the response to one request. Every frame is written at once.
 *
 * <p>Nothing is committed before the first frame, so that a failure before it can have its own
 * status. After a silence of the keep-alive interval the stream begins, or continues, with a
 * comment. A slow client blocks {@link #send}; one that takes no byte for the connector's timeout
 * ({@code server.tomcat.connection-timeout}) counts as gone.
 *
 * <p>Thread-safe: frames are whole and in the order of the calls.
 */
public final class EventStream implements AutoCloseable {

  private final HttpServletResponse response;
  private final long keepAliveNanos;
  private final Runnable onGone;
  private final AtomicBoolean gone = new AtomicBoolean();
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

  /** Sends a frame; false from the time that the client has gone or the stream is closed. */
  public boolean send(SseFrame frame) {
    return write(frame.toBytes());
  }

  /** Whether the client is known to have gone. */
  public boolean gone() {
    return gone.get();
  }

  /**
   * Closes the stream if no byte of it was written; then the caller may use the response.
   *
   * @return false if the stream has begun; it stays open
   */
  public boolean closeUnlessBegun() {
    synchronized (this) {
      if (begun) {
        return false;
      }
      end();
    }
    stopWatching();
    return true;
  }

  /** Ends the stream; nothing uses the response after this has returned. Repeatable. */
  @Override
  public void close() {
    end();
    stopWatching();
  }

  void clientGone() {
    if (gone.compareAndSet(false, true)) {
      onGone.run();
    }
  }

  private synchronized void end() {
    closed = true;
    notifyAll();
  }

  private void stopWatching() {
    if (watching != null) {
      watching.close();
    }
  }

  private synchronized boolean write(byte[] bytes) {
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
      // Otherwise nginx buffers.
      response.setHeader("X-Accel-Buffering", "no");
    }
  }

  private synchronized void keepAlive() {
    try {
      while (!closed && !gone.get()) {
        long silence = System.nanoTime() - lastWrite;
        if (silence >= keepAliveNanos) {
          write(SseFrame.KEEP_ALIVE);
        } else {
          TimeUnit.NANOSECONDS.timedWait(this, keepAliveNanos - silence);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
