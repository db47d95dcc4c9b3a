package dev.sluice.api.http.sse;

import dev.sluice.api.http.connector.ApiProtocol;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Detects within about {@code sluice.sse.check-interval} that a client has closed its connection
 * while a handler works on its request, even if nothing is written; a blocking servlet would learn
 * of it only from a failed write. One thread checks all connections without blocking. Thread-safe.
 *
 * <p>A client has gone when its sending half is closed or the connection was reset. A half-close
 * counts, as for nginx and Go's server, because over TCP it looks like a close. Up to 8 KiB of
 * pipelined requests are kept for the container (over TLS: up to the first byte); if a client sends
 * more, only writes detect that it has gone.
 */
@Component
public final class ClientWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ClientWatch.class);

  private final Duration interval;
  private final Set<Watching> watched = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  ClientWatch(SseProperties properties) {
    this.interval = properties.checkInterval();
    this.thread = Thread.ofPlatform().daemon().name("client-watch").start(this::check);
  }

  /**
   * Watches the client of this request. Has no effect unless the request's body was read to its
   * end. The handler must close the watch before it returns, when the container reads from the
   * connection again.
   *
   * @param onGone runs at most once, on another thread; must not block
   */
  public Watching whileConnected(HttpServletRequest request, Runnable onGone) {
    Watching watching = new Watching(ApiProtocol.connection(request).orElse(null), onGone);
    if (watching.connection != null) {
      watched.add(watching);
    }
    return watching;
  }

  private void check() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(interval.toNanos());
        for (Watching watching : watched) {
          try {
            watching.check();
          } catch (Throwable e) {
            // An Error would end the watch over all other clients, too.
            log.warn("a client's connection could not be checked", e);
          }
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /**
   * A watch over one client. Its lock keeps every check before {@link #close}, and so before the
   * container's next read.
   */
  public final class Watching implements AutoCloseable {

    private final @Nullable SocketWrapperBase<?> connection;
    private final Runnable onGone;
    private boolean over;

    private Watching(@Nullable SocketWrapperBase<?> connection, Runnable onGone) {
      this.connection = connection;
      this.onGone = onGone;
    }

    private synchronized void check() {
      if (!over && connection != null && hasGone(connection)) {
        over = true;
        onGone.run();
      }
    }

    /** Ends the watch; {@code onGone} is not running when this returns, and will not run. */
    @Override
    public void close() {
      synchronized (this) {
        over = true;
      }
      watched.remove(this);
    }
  }

  private static boolean hasGone(SocketWrapperBase<?> connection) {
    try {
      return connection.getSocket() instanceof NioChannel channel
          && readAhead(connection.getSocketBufferHandler(), channel) < 0;
    } catch (IOException _) {
      return true;
    }
  }

  /**
   * Reads, without blocking, what has arrived into the connection's own buffer, after its present
   * content, so that later reads get all of it in order. Nothing is read while the buffer ({@code
   * appReadBufSize}, 8 KiB) is full, so no end is seen. Over TLS nothing is read unless it is
   * empty: the channel would retry for ever to decrypt a record that does not fit.
   */
  private static int readAhead(SocketBufferHandler buffer, NioChannel channel) throws IOException {
    if (channel instanceof SecureNioChannel && !buffer.isReadBufferEmpty()) {
      return 0;
    }
    buffer.configureReadBufferForWrite();
    return channel.read(buffer.getReadBuffer());
  }
}
