package dev.sluice.bench.load;

import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** When requests are due, as values of {@link System#nanoTime}. */
abstract sealed class Schedule {
  /** No request is due at present. */
  static final long NONE = Long.MIN_VALUE;

  static Schedule of(Load load, Selector selector) {
    return load.perSecond() > 0 ? new Paced(load, selector) : new Immediate(load);
  }

  abstract void start(long nanos);

  /** Takes the next request that is due. */
  abstract long nextDue();

  /** Whether no request will be due any more. */
  abstract boolean isOver();

  /** A request is due whenever a connection is idle. */
  private static final class Immediate extends Schedule {
    private final Load load;
    private long end;
    private long taken;

    Immediate(Load load) {
      this.load = load;
    }

    @Override
    void start(long nanos) {
      end = nanos + load.time().toNanos();
    }

    @Override
    long nextDue() {
      long now = System.nanoTime();
      if (taken == load.count() || now - end >= 0) {
        return NONE;
      }
      taken++;
      return now;
    }

    @Override
    boolean isOver() {
      return taken == load.count() || System.nanoTime() - end >= 0;
    }
  }

  /** Requests are due at a fixed rate; those that find no idle connection wait, and are late. */
  private static final class Paced extends Schedule {
    private final Load load;
    private final Selector selector;
    private final Queue<Long> due = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    Paced(Load load, Selector selector) {
      this.load = load;
      this.selector = selector;
    }

    @Override
    void start(long nanos) {
      // A thread of its own: a selector's time-out has whole milliseconds only.
      Thread.ofPlatform().daemon().name("pace").start(() -> pace(nanos));
    }

    private void pace(long start) {
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
    long nextDue() {
      Long next = due.poll();
      return next == null ? NONE : next;
    }

    @Override
    boolean isOver() {
      return ended && due.isEmpty();
    }
  }
}
