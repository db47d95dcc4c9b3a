package dev.sluice.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Sends a load over all its connections on the caller's thread. */
public final class LoadLoop {
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

  private final Load load;
  private final Selector selector;
  private final Histogram micros = new Histogram(Duration.ofMinutes(10).toNanos() / 1000, 3);
  private final List<LoadConnection> all = new ArrayList<>();
  private final Deque<LoadConnection> idle = new ArrayDeque<>();
  private final Schedule schedule;

  private LoadLoop(Load load, Selector selector) {
    this.load = load;
    this.selector = selector;
    this.schedule = Schedule.of(load, selector);
  }

  /**
   * Runs the load and waits until every request that was due has its response.
   *
   * @throws UncheckedIOException if a response is not 2xx or takes longer than 30 s
   */
  public static LoadResult run(Load load) {
    try (Selector selector = Selector.open()) {
      LoadLoop loop = new LoadLoop(load, selector);
      try {
        return loop.run();
      } finally {
        loop.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LoadResult run() throws IOException {
    for (int i = 0; i < load.connections(); i++) {
      all.add(new LoadConnection(selector, load.port()));
    }
    idle.addAll(all);
    long start = System.nanoTime();
    schedule.start(start);
    sendDue();
    while (idle.size() < all.size() || !schedule.isOver()) {
      long before = System.nanoTime();
      selector.select(this::receive, RESPONSE_TIMEOUT.toMillis());
      if (System.nanoTime() - before >= RESPONSE_TIMEOUT.toNanos()) {
        throw new IOException("No response within " + RESPONSE_TIMEOUT);
      }
      sendDue();
    }
    return new LoadResult(Duration.ofNanos(System.nanoTime() - start), micros);
  }

  private void sendDue() throws IOException {
    while (!idle.isEmpty()) {
      long due = schedule.pollDue();
      if (due == Schedule.NONE) {
        return;
      }
      idle.remove().send(load.requests().get(), due);
    }
  }

  private void receive(SelectionKey key) {
    LoadConnection connection = (LoadConnection) key.attachment();
    try {
      if (connection.advance(key)) {
        micros.recordValue((System.nanoTime() - connection.startNanos()) / 1000);
        idle.add(connection);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void close() throws IOException {
    for (LoadConnection connection : all) {
      connection.close();
    }
  }
}
