package dev.sluice.api.http.sse;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Notices that a client has closed its connection while a handler works on its request, within
 * about a look's interval, also while nothing is written. A blocking servlet would learn of it from
 * a failing write only. All watched connections are looked at by one thread, none of them waits for
 * another. Safe for all threads.
 *
 * <p>A client has gone when its sending half is closed or the connection is reset. So one that
 * half-closes after its request counts as gone, as for nginx and Go's server: over TCP the two look
 * the same, and a client that wants its answer keeps its half open. What a client sends ahead of
 * its next requests is kept for them, and it is looked at further, up to 8 KiB (over TLS: up to the
 * first byte); of one that has sent more, the going is noticed by writes only.
 */
@Component
public final class ClientWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ClientWatch.class);

  /** A client that is watched until this is closed. */
  public interface Watching extends AutoCloseable {

    /** Whether it has gone while it was watched. */
    boolean gone();

    /** Ends the watch; {@code onGone} is not running when this returns, and will not run. */
    @Override
    void close();
  }

  private final Duration interval;
  private final Set<WatchedClient> clients = ConcurrentHashMap.newKeySet();
  private final Thread looker;

  ClientWatch(SseProperties properties) {
    this.interval = properties.lookInterval();
    this.looker = Thread.ofPlatform().daemon().name("client-watch").start(this::look);
  }

  /**
   * Watches the client of this request, whose body was read to its end; while it was not, nobody is
   * watched. The handler must close the watch before it returns: from then on the container reads
   * from the connection.
   *
   * @param onGone runs at most once, on another thread; must not block
   */
  public Watching whileConnected(HttpServletRequest request, Runnable onGone) {
    Optional<SocketWrapperBase<?>> connection = ConnectionValve.connection(request);
    return connection.isPresent() ? watch(connection.get(), onGone) : new Unwatched();
  }

  private Watching watch(SocketWrapperBase<?> connection, Runnable onGone) {
    WatchedClient client = new WatchedClient(connection, onGone, clients::remove);
    clients.add(client);
    return client;
  }

  private void look() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(interval.toNanos());
        clients.forEach(ClientWatch::look);
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private static void look(WatchedClient client) {
    try {
      client.look();
    } catch (RuntimeException e) {
      // One client's trouble must not end the watch over the others.
      log.warn("a client's connection could not be looked at", e);
    }
  }

  @Override
  public void close() {
    looker.interrupt();
  }

  private static final class Unwatched implements Watching {
    @Override
    public boolean gone() {
      return false;
    }

    @Override
    public void close() {}
  }
}
