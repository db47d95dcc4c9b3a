package dev.sluice.bench.load;

import dev.sluice.bench.http.MessageReader;
import dev.sluice.bench.http.MessageWriter;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection of the load generator. It reconnects if the server closes it between requests. */
final class LoadConnection {
  private final Selector selector;
  private final int port;
  private final MessageReader reader = new MessageReader();
  private SocketChannel channel;
  private MessageWriter writer;
  private byte[] request = {};
  private long startNanos;
  private boolean waiting;
  private boolean closed;

  LoadConnection(Selector selector, int port) throws IOException {
    this.selector = selector;
    this.port = port;
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    writer = prepare();
  }

  /** Sends a request whose latency is measured from the given time. */
  void send(byte[] next, long fromNanos) throws IOException {
    if (closed) {
      reconnect();
    }
    request = next;
    startNanos = fromNanos;
    reader.reset();
    waiting = true;
    writer.write(next);
  }

  /**
   * Handles an event of the selector and returns whether the response is complete.
   *
   * @throws IOException if the response is not 2xx or the connection closes part-way
   */
  boolean advance(SelectionKey key) throws IOException {
    if (key.isWritable()) {
      writer.flush();
    }
    try {
      if (!key.isReadable() || !reader.read(channel)) {
        return false;
      }
    } catch (EOFException e) {
      handleClose(e);
      return false;
    }
    if (reader.status() / 100 != 2) {
      throw new IOException(reader.startLine() + ": " + reader.rawBody());
    }
    waiting = false;
    closed = reader.closes();
    return true;
  }

  long startNanos() {
    return startNanos;
  }

  void close() throws IOException {
    channel.close();
  }

  // The server may close an idle connection at any time, even while a request is in transit.
  private void handleClose(EOFException cause) throws IOException {
    if (!waiting) {
      closed = true;
      channel.close();
    } else if (reader.isEmpty()) {
      reconnect();
      writer.write(request);
    } else {
      throw cause;
    }
  }

  private void reconnect() throws IOException {
    channel.close();
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    writer = prepare();
    closed = false;
  }

  private MessageWriter prepare() throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return new MessageWriter(channel, channel.register(selector, SelectionKey.OP_READ, this));
  }
}
