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

/** Sends a load over all its connections from a single thread, the caller's. */
public final class LoadLoop {
  private static final Duration STALL = Duration.ofSeconds(30);

  private final Load load;
  private final Selector selector;
  private final Histogram micros = new Histogram(Duration.ofMinutes(10).toNanos() / 1000, 3);
  private final List<Client> all = new ArrayList<>();
  private final Deque<Client> idle = new ArrayDeque<>();
  private final Schedule schedule;

  private LoadLoop(Load load, Selector selector) {
    this.load = load;
    this.selector = selector;
    this.schedule = Schedule.of(load, selector);
  }

  /**
   * Returns once every request that was due has its response.
   *
   * @throws UncheckedIOException if a response is not 2xx or takes longer than 30 s
   */
  public static Result run(Load load) {
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

  private Result run() throws IOException {
    for (int i = 0; i < load.connections(); i++) {
      all.add(new Client(selector, load.port()));
    }
    idle.addAll(all);
    long start = System.nanoTime();
    schedule.start(start);
    sendDue();
    while (idle.size() < all.size() || !schedule.isOver()) {
      long before = System.nanoTime();
      selector.select(this::receive, STALL.toMillis());
      if (System.nanoTime() - before >= STALL.toNanos()) {
        throw new IOException("No response within " + STALL);
      }
      sendDue();
    }
    return new Result(Duration.ofNanos(System.nanoTime() - start), micros);
  }

  private void sendDue() throws IOException {
    while (!idle.isEmpty()) {
      long due = schedule.nextDue();
      if (due == Schedule.NONE) {
        return;
      }
      idle.remove().send(load.requests().get(), due);
    }
  }

  private void receive(SelectionKey key) {
    Client client = (Client) key.attachment();
    try {
      if (client.advance(key)) {
        micros.recordValue((System.nanoTime() - client.startNanos()) / 1000);
        idle.add(client);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void close() throws IOException {
    for (Client client : all) {
      client.close();
    }
  }
}
