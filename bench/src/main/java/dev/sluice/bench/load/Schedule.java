package dev.sluice.bench.load;

import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** When requests are due, as values of {@link System#nanoTime}. */
abstract sealed class Schedule {
  /** No request is due now. */
  static final long NONE = Long.MIN_VALUE;

  static Schedule of(Load load, Selector selector) {
    return load.perSecond() > 0 ? new FixedRate(load, selector) : new Immediate(load);
  }

  abstract void start(long nanos);

  /** Removes the next due request and returns its time, or {@link #NONE}. */
  abstract long pollDue();

  /** Whether no more requests will become due. */
  abstract boolean isOver();

  /** A request is due whenever a connection is idle. */
  private static final class Immediate extends Schedule {
    private final Load load;
    private long end;
    private long sent;

    Immediate(Load load) {
      this.load = load;
    }

    @Override
    void start(long nanos) {
      end = nanos + load.time().toNanos();
    }

    @Override
    long pollDue() {
      long now = System.nanoTime();
      if (sent == load.count() || now - end >= 0) {
        return NONE;
      }
      sent++;
      return now;
    }

    @Override
    boolean isOver() {
      return sent == load.count() || System.nanoTime() - end >= 0;
    }
  }

  /** Requests are due at a fixed rate. They wait, and so are late, if no connection is idle. */
  private static final class FixedRate extends Schedule {
    private final Load load;
    private final Selector selector;
    private final Queue<Long> due = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    FixedRate(Load load, Selector selector) {
      this.load = load;
      this.selector = selector;
    }

    @Override
    void start(long nanos) {
      // On a separate thread, because a selector's timeout has millisecond resolution.
      Thread.ofPlatform().daemon().name("pace").start(() -> makeRequestsDue(nanos));
    }

    private void makeRequestsDue(long start) {
      double interval = 1e9 / load.perSecond();
      long total = Math.min(load.count(), (long) (load.time().toNanos() / interval));
      for (long i = 0; i < total && selector.isOpen(); i++) {
        long next = start + (long) (i * interval);
        for (long rest = next - System.nanoTime(); rest > 0; rest = next - System.nanoTime()) {
          LockSupport.parkNanos(rest);
        }
        due.add(next);
        ended = i == total - 1;
        selector.wakeup();
      }
    }

    @Override
    long pollDue() {
      Long next = due.poll();
      return next == null ? NONE : next;
    }

    @Override
    boolean isOver() {
      return ended && due.isEmpty();
    }
  }
}
