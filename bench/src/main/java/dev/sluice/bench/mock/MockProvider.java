package dev.sluice.bench.mock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Serves OpenAI's chat completions on one thread. An unstreamed response is sent after the delay;
 * the chunks of a streamed response are spread evenly over it. {@code PUT /delay/MILLIS} sets the
 * delay, initially 0.
 */
public final class MockProvider {
  private static final int BACKLOG = 4096;
  private static final String DELAY = "PUT /delay/";
  private static final byte[] UNSTREAMED = MockResponses.unstreamed();
  private static final byte[] MODELS = MockResponses.models();
  private static final List<byte[]> STREAMED = MockResponses.streamed();
  private static final byte[] STREAMED_WITHOUT_DELAY = MockResponses.joined(STREAMED);

  private final PriorityQueue<MockConnection> timers =
      new PriorityQueue<>(Comparator.comparingLong(MockConnection::dueNanos));
  private final Selector selector;
  private final ServerSocketChannel server;
  private long delayNanos;

  private MockProvider(Selector selector, ServerSocketChannel server) {
    this.selector = selector;
    this.server = server;
  }

  /** Serves until the process exits. */
  public static void serve(int port) throws IOException {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      MockProvider provider = new MockProvider(selector, server);
      while (selector.isOpen()) {
        selector.select(provider::handle, provider.millisUntilNextChunk());
        provider.sendDueChunks();
      }
    }
  }

  private void handle(SelectionKey key) {
    if (key.isAcceptable()) {
      accept();
    } else if (key.attachment() instanceof MockConnection connection && connection.advance(key)) {
      respond(connection);
    }
  }

  private void accept() {
    try {
      SocketChannel channel = server.accept();
      if (channel != null) {
        new MockConnection(channel, selector);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void respond(MockConnection connection) {
    String line = connection.requestLine();
    if (line.startsWith("POST")) {
      complete(connection);
      return;
    }
    if (line.startsWith(DELAY)) {
      String millis = line.substring(DELAY.length(), line.lastIndexOf(' '));
      delayNanos = Duration.ofMillis(Long.parseLong(millis)).toNanos();
    }
    connection.send(MODELS);
  }

  private void complete(MockConnection connection) {
    boolean stream = connection.requestsStream();
    if (delayNanos == 0) {
      connection.send(stream ? STREAMED_WITHOUT_DELAY : UNSTREAMED);
    } else {
      connection.begin(stream ? STREAMED : List.of(UNSTREAMED), System.nanoTime(), delayNanos);
      timers.add(connection);
    }
  }

  // A selector's timeout is in milliseconds, and 0 means no timeout.
  private long millisUntilNextChunk() {
    MockConnection next = timers.peek();
    return next == null
        ? 0
        : Math.max(1, Math.ceilDiv(next.dueNanos() - System.nanoTime(), 1_000_000L));
  }

  private void sendDueChunks() {
    long now = System.nanoTime();
    for (MockConnection next = timers.peek();
        next != null && next.dueNanos() - now <= 0;
        next = timers.peek()) {
      timers.remove();
      if (next.sendChunk()) {
        timers.add(next);
      }
    }
  }
}
