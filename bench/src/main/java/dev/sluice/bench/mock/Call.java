package dev.sluice.bench.mock;

import dev.sluice.bench.http.MessageReader;
import dev.sluice.bench.http.MessageWriter;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;

/** One connection to the provider, and the answer that it is sending. */
final class Call {
  private final SocketChannel channel;
  private final MessageReader reader = new MessageReader();
  private final MessageWriter writer;
  private List<byte[]> parts = List.of();
  private int sent;
  private long startNanos;
  private long delayNanos;

  Call(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    writer = new MessageWriter(channel, channel.register(selector, SelectionKey.OP_READ, this));
  }

  /** Handles what the selector reports and says whether a request is complete. */
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

  boolean asksForStream() {
    String body = reader.rawBody();
    return body.contains("\"stream\":true") || body.contains("\"stream\": true");
  }

  /** Sends an answer at once. */
  void send(byte[] answer) {
    reader.reset();
    write(answer);
  }

  /** Takes an answer whose parts are spread evenly over the delay. */
  void begin(List<byte[]> answer, long now, long delay) {
    reader.reset();
    parts = answer;
    sent = 0;
    startNanos = now;
    delayNanos = delay;
  }

  /** When the next part is due. */
  long dueNanos() {
    return startNanos + delayNanos * (sent + 1) / parts.size();
  }

  /** Sends the next part and says whether another one follows. */
  boolean sendPart() {
    write(parts.get(sent));
    sent++;
    return sent < parts.size() && channel.isOpen();
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

  // The client has gone, which ends its call.
  private void close() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // There is nothing left to close.
    }
  }
}
