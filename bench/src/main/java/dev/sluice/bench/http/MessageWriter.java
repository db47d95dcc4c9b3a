package dev.sluice.bench.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/** Writes to a non-blocking connection and buffers what does not fit until {@link #flush}. */
public final class MessageWriter {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final Queue<ByteBuffer> waiting = new ArrayDeque<>();

  public MessageWriter(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  public void write(byte[] bytes) throws IOException {
    waiting.add(ByteBuffer.wrap(bytes));
    flush();
  }

  /** Writes as much as possible, and registers for writability if bytes remain. */
  public void flush() throws IOException {
    for (ByteBuffer next = waiting.peek(); next != null; next = waiting.peek()) {
      channel.write(next);
      if (next.hasRemaining()) {
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        return;
      }
      waiting.remove();
    }
    key.interestOps(SelectionKey.OP_READ);
  }
}
