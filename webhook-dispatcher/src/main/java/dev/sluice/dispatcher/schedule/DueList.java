package dev.sluice.dispatcher.schedule;

import dev.sluice.webhooks.delivery.DueDestination;
import dev.sluice.webhooks.delivery.DueDestinations;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The destinations with deliveries that are due or will be within a minute. Scans on {@link
 * #deliveriesDue} and once per poll interval; scans use at most a third of the time and run at most
 * 200 times a second. A scan reads one page of a pass over all destinations; the next pages follow
 * at the same rate, after the newest deliveries if there are any. Keeps the 20 000 destinations
 * that were seen last.
 *
 * <p>Not thread-safe, except for {@link #deliveriesDue}.
 */
final class DueList {

  /**
   * A destination of the list.
   *
   * @param at when its first delivery is due, in nanoseconds of the monotonic clock
   * @param pass the pass that saw it last
   */
  record Due(DueDestination destination, long at, long pass) {}

  private static final int MAX = 20_000;
  private static final int REST_PER_SCAN = 2;
  private static final long SHORTEST_REST = Duration.ofMillis(5).toNanos();

  // If the next page is further away, the newest deliveries are read before it.
  private static final long LONG_WAIT = Duration.ofMillis(20).toNanos();

  private final DueDestinations source;
  private final long pollNanos;
  // Least recently seen first.
  private final Map<String, Due> byName = new LinkedHashMap<>();
  // Whether deliveries became due since a pass started, and since the newest were read.
  private volatile boolean passWanted;
  private volatile boolean newestWanted;
  private long pass;
  private long newestAt;
  private long pageAt;
  private long pollAt;

  DueList(DueDestinations source, Duration pollEvery) {
    this.source = source;
    this.pollNanos = pollEvery.toNanos();
    this.pageAt = System.nanoTime();
    this.pollAt = pageAt;
    this.newestAt = pageAt;
  }

  /** Deliveries may have become due. */
  void deliveriesDue() {
    passWanted = true;
    newestWanted = true;
  }

  /** Nanoseconds until the next scan; not positive for now. */
  long scansIn(long now) {
    long page = pageIn(now);
    return newestWanted && page > LONG_WAIT ? Math.min(page, newestAt - now) : page;
  }

  private long pageIn(long now) {
    boolean soon = passWanted || !source.isAtStart();
    return soon ? pageAt - now : Math.max(pageAt - now, pollAt - now);
  }

  /** Scans. If it fails, the list does not change and the scan remains due. */
  void scan() {
    boolean wanted = passWanted;
    try {
      if (pageIn(System.nanoTime()) > 0) {
        readNewest();
      } else {
        readPage();
      }
    } catch (RuntimeException e) {
      passWanted |= wanted;
      newestWanted |= wanted;
      throw e;
    }
  }

  private void readPage() {
    boolean first = source.isAtStart();
    if (first) {
      // Before reading: what becomes due meanwhile may be missed, and is found by the next pass.
      passWanted = false;
      pass++;
    } else if (newestWanted) {
      readNewest();
    }
    boolean arrived = newestWanted;
    newestWanted = false;
    long begun = System.nanoTime();
    add(source.page());
    long now = System.nanoTime();
    pageAt = now + restAfter(now - begun);
    boolean last = source.isAtStart();
    if (last) {
      byName.values().removeIf(due -> due.pass() != pass);
      pollAt = now + pollNanos;
    }
    // Only a pass of one page has seen everything.
    newestWanted |= arrived && !(first && last);
  }

  private void readNewest() {
    long begun = System.nanoTime();
    newestWanted = false;
    add(source.newest());
    long now = System.nanoTime();
    newestAt = now + restAfter(now - begun);
  }

  private static long restAfter(long took) {
    return Math.max(SHORTEST_REST, REST_PER_SCAN * took);
  }

  private void add(List<DueDestination> found) {
    long now = System.nanoTime();
    for (DueDestination destination : found) {
      byName.remove(destination.name());
      byName.put(destination.name(), new Due(destination, now + destination.in().toNanos(), pass));
    }
    Iterator<String> longestUnseen = byName.keySet().iterator();
    while (byName.size() > MAX) {
      longestUnseen.next();
      longestUnseen.remove();
    }
  }

  Collection<Due> all() {
    return byName.values();
  }

  DueDestination of(String name) {
    Due due = byName.get(name);
    if (due == null) {
      throw new IllegalStateException(name + " is not on the list");
    }
    return due.destination();
  }

  void remove(String name) {
    byName.remove(name);
  }
}
