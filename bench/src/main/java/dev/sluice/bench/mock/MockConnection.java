package dev.sluice.bench.mock;

import dev.sluice.bench.http.MessageReader;
import dev.sluice.bench.http.MessageWriter;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;

/** A connection to the mock provider and the response being sent on it. */
final class MockConnection {
  private final SocketChannel channel;
  private final MessageReader reader = new MessageReader();
  private final MessageWriter writer;
  private List<byte[]> chunks = List.of();
  private int sent;
  private long startNanos;
  private long delayNanos;

  MockConnection(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    writer = new MessageWriter(channel, channel.register(selector, SelectionKey.OP_READ, this));
  }

  /** Handles an event of the selector and returns whether a request is complete. */
  boolean advance(SelectionKey key) {
    try {
      if (key.isWritable()) {
        writer.flush();
      }
      return key.isReadable() && reader.read(channel);
    } catch (IOException e) {
      close();
      return false;
    }
  }

  String requestLine() {
    return reader.startLine();
  }

  boolean requestsStream() {
    String body = reader.rawBody();
    return body.contains("\"stream\":true") || body.contains("\"stream\": true");
  }

  /** Sends a response immediately. */
  void send(byte[] response) {
    reader.reset();
    write(response);
  }

  /** Starts a response whose chunks are sent at equal intervals over the delay. */
  void begin(List<byte[]> response, long now, long delay) {
    reader.reset();
    chunks = response;
    sent = 0;
    startNanos = now;
    delayNanos = delay;
  }

  /** When the next chunk is due. */
  long dueNanos() {
    return startNanos + delayNanos * (sent + 1) / chunks.size();
  }

  /** Sends the next chunk and returns whether more chunks follow. */
  boolean sendChunk() {
    write(chunks.get(sent));
    sent++;
    return sent < chunks.size() && channel.isOpen();
  }

  private void write(byte[] bytes) {
    try {
      if (channel.isOpen()) {
        writer.write(bytes);
      }
    } catch (IOException e) {
      close();
    }
  }

  // The client has disconnected.
  private void close() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // Already closed.
    }
  }
}
