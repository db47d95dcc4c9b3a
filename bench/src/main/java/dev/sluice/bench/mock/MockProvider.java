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
 * Serves OpenAI's chat completions on one thread. A whole answer is sent after the delay; the parts
 * of a streamed one are spread evenly over it. {@code PUT /delay/MILLIS} sets the delay, at first
 * 0.
 */
public final class MockProvider {
  private static final int BACKLOG = 4096;
  private static final String DELAY = "PUT /delay/";
  private static final byte[] WHOLE = Answers.whole();
  private static final byte[] MODELS = Answers.models();
  private static final List<byte[]> STREAMED = Answers.streamed();
  private static final byte[] STREAMED_AT_ONCE = Answers.joined(STREAMED);

  private final PriorityQueue<Call> timers =
      new PriorityQueue<>(Comparator.comparingLong(Call::dueNanos));
  private final Selector selector;
  private final ServerSocketChannel server;
  private long delayNanos;

  private MockProvider(Selector selector, ServerSocketChannel server) {
    this.selector = selector;
    this.server = server;
  }

  /** Serves until the process ends. */
  public static void serve(int port) throws IOException {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      MockProvider provider = new MockProvider(selector, server);
      while (selector.isOpen()) {
        selector.select(provider::handle, provider.untilNextPart());
        provider.sendDueParts();
      }
    }
  }

  private void handle(SelectionKey key) {
    if (key.isAcceptable()) {
      accept();
    } else if (key.attachment() instanceof Call call && call.advance(key)) {
      answer(call);
    }
  }

  private void accept() {
    try {
      SocketChannel channel = server.accept();
      if (channel != null) {
        new Call(channel, selector);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(Call call) {
    String line = call.requestLine();
    if (line.startsWith("POST")) {
      complete(call);
      return;
    }
    if (line.startsWith(DELAY)) {
      String millis = line.substring(DELAY.length(), line.lastIndexOf(' '));
      delayNanos = Duration.ofMillis(Long.parseLong(millis)).toNanos();
    }
    call.send(MODELS);
  }

  private void complete(Call call) {
    boolean stream = call.asksForStream();
    if (delayNanos == 0) {
      call.send(stream ? STREAMED_AT_ONCE : WHOLE);
    } else {
      call.begin(stream ? STREAMED : List.of(WHOLE), System.nanoTime(), delayNanos);
      timers.add(call);
    }
  }

  // A selector's time-out has whole milliseconds, and 0 means for ever.
  private long untilNextPart() {
    Call next = timers.peek();
    return next == null
        ? 0
        : Math.max(1, Math.ceilDiv(next.dueNanos() - System.nanoTime(), 1_000_000L));
  }

  private void sendDueParts() {
    long now = System.nanoTime();
    for (Call next = timers.peek();
        next != null && next.dueNanos() - now <= 0;
        next = timers.peek()) {
      timers.remove();
      if (next.sendPart()) {
        timers.add(next);
      }
    }
  }
}
