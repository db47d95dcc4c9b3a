package dev.sluice.api.http.sse;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * One client while it waits. Its lock keeps every look at the connection before {@link #close}, and
 * so before the container reads from the connection again.
 */
final class WatchedClient implements ClientWatch.Watching {

  private final SocketWrapperBase<?> connection;
  private final Runnable onGone;
  private final Consumer<WatchedClient> onClose;
  private boolean watching = true;
  private boolean gone;

  WatchedClient(SocketWrapperBase<?> connection, Runnable onGone, Consumer<WatchedClient> onClose) {
    this.connection = connection;
    this.onGone = onGone;
    this.onClose = onClose;
  }

  synchronized void look() {
    if (watching && !gone && hasGone()) {
      gone = true;
      onGone.run();
    }
  }

  @Override
  public synchronized boolean gone() {
    return gone;
  }

  @Override
  public void close() {
    synchronized (this) {
      watching = false;
    }
    onClose.accept(this);
  }

  private boolean hasGone() {
    try {
      return connection.getSocket() instanceof NioChannel channel && readAhead(channel) < 0;
    } catch (IOException _) {
      return true;
    }
  }

  /**
   * Reads, without waiting, what has arrived into the connection's own buffer, behind what is there
   * already. Every later read takes it from there first: so nothing is lost, whatever the request's
   * buffer holds meanwhile. The buffer has 8 KiB ({@code appReadBufSize}); while it is full nothing
   * more is read, and so no end is seen. Over TLS nothing more is read while there is anything in
   * it: a record that does not fit would keep the channel trying for ever.
   */
  private int readAhead(NioChannel channel) throws IOException {
    SocketBufferHandler buffer = connection.getSocketBufferHandler();
    if (channel instanceof SecureNioChannel && !buffer.isReadBufferEmpty()) {
      return 0;
    }
    buffer.configureReadBufferForWrite();
    return channel.read(buffer.getReadBuffer());
  }
}
