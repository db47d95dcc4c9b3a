package dev.sluice.dispatcher.send;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.impl.Http1StreamListener;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is on a connection of HTTP/1.1, which has nothing else that tells which answer is
 * whose: the other side may send from when a request goes out until its answer has ended. Whatever
 * else comes would be taken for the beginning of the next answer (RFC 9112, 9.2), so it ends the
 * connection, and what waits for the connection has not been sent. For the connection's I/O thread
 * alone.
 */
final class Turn implements Http1StreamListener {

  private @Nullable Exchange exchange;
  private boolean used;

  /**
   * A request is about to be sent. Once the connection has been used, it must be silent: TLS may
   * have had something to say before.
   *
   * @param channel what comes in, below TLS; never blocks
   * @throws IOException where something has come, or the end; the connection is of no more use
   */
  void opening(Exchange next, ReadableByteChannel channel) throws IOException {
    if (used && channel.read(ByteBuffer.allocate(1)) != 0) {
      throw new ConnectionClosedException("something came while nothing was asked for");
    }
    exchange = next;
  }

  /** Something has come in that belongs to no answer so far. */
  void arriving() throws ProtocolException {
    Exchange current = exchange;
    if (current == null) {
      throw new ProtocolException("more came than was asked for");
    }
    current.answering();
  }

  @Override
  public void onExchangeComplete(@Nullable HttpConnection connection, boolean keepAlive) {
    exchange = null;
    used = true;
  }

  @Override
  public void onRequestHead(HttpConnection connection, HttpRequest request) {}

  @Override
  public void onResponseHead(HttpConnection connection, HttpResponse response) {}
}
