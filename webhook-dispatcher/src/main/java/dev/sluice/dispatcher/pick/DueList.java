package dev.sluice.dispatcher.pick;

import dev.sluice.webhooks.delivery.DueDestination;
import dev.sluice.webhooks.delivery.DueDestinations;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The destinations that are known to have something due, or will have within a minute. Looked up
 * again where something arrived, and every poll interval; looking takes at most a third of the time
 * and happens at most 200 times a second, however much arrives. A look is a page of a pass over
 * all; while a pass is unfinished the next page follows at the same pace, and where something
 * arrived each look begins with what was queued last. At most 20 000 are known, the latest seen.
 *
 * <p>For one thread, but for {@link #arrived}.
 */
final class DueList {

  /**
   * One of them.
   *
   * @param at when it is due, in nanoseconds of the monotonic clock
   * @param pass in which it was last seen
   */
  record Due(DueDestination destination, long at, long pass) {}

  private static final int MOST = 20_000;
  private static final int REST_PER_SCAN = 2;
  private static final long SHORTEST_REST = Duration.ofMillis(5).toNanos();

  // Where a page is so far away, what was queued last is looked at before.
  private static final long WORTH_A_LOOK = Duration.ofMillis(20).toNanos();

  private final DueDestinations scan;
  private final long pollNanos;
  private final PickMeters meters;
  private final LongSupplier nanoTime;
  // By when they were seen, the longest unseen first.
  private final Map<String, Due> byName = new LinkedHashMap<>();
  private volatile boolean wanted;
  private volatile boolean news;
  private long newsAt;
  private long pass;
  private long scanAt;
  private long pollAt;

  DueList(DueDestinations scan, Duration pollEvery, PickMeters meters, LongSupplier nanoTime) {
    this.scan = scan;
    this.pollNanos = pollEvery.toNanos();
    this.meters = meters;
    this.nanoTime = nanoTime;
    this.scanAt = nanoTime.getAsLong();
    this.pollAt = scanAt;
    this.newsAt = scanAt;
  }

  /** Something may be due that was not before. */
  void arrived() {
    wanted = true;
    news = true;
  }

  /** Nanoseconds until it is time to look; not positive where it is. */
  long looksIn(long now) {
    long page = pageIn(now);
    return news && page > WORTH_A_LOOK ? Math.min(page, newsAt - now) : page;
  }

  private long pageIn(long now) {
    boolean soon = wanted || !scan.isAtStart();
    return soon ? scanAt - now : Math.max(scanAt - now, pollAt - now);
  }

  /** Looks. Where that fails what was known stays known, and it is still time to look. */
  void look() {
    long begun = nanoTime.getAsLong();
    boolean asked = wanted;
    try {
      if (pageIn(begun) > 0) {
        news();
      } else {
        page();
      }
    } catch (RuntimeException e) {
      wanted |= asked;
      news |= asked;
      throw e;
    }
    meters.scanned(Duration.ofNanos(nanoTime.getAsLong() - begun));
  }

  private void page() {
    if (scan.isAtStart()) {
      // Before it looks: what arrives meanwhile may not be seen. What arrives during a pass is
      // answered by the next one.
      wanted = false;
      pass++;
    } else if (news) {
      news();
    }
    boolean told = news;
    news = false;
    boolean first = scan.isAtStart();
    long begun = nanoTime.getAsLong();
    see(scan.page());
    long now = nanoTime.getAsLong();
    scanAt = now + restAfter(now - begun);
    if (scan.isAtStart()) {
      byName.values().removeIf(due -> due.pass() != pass);
      pollAt = now + pollNanos;
    }
    news |= told && !(first && scan.isAtStart());
  }

  private void news() {
    long begun = nanoTime.getAsLong();
    news = false;
    see(scan.newest());
    long now = nanoTime.getAsLong();
    newsAt = now + restAfter(now - begun);
  }

  private static long restAfter(long took) {
    return Math.max(SHORTEST_REST, REST_PER_SCAN * took);
  }

  private void see(List<DueDestination> found) {
    long now = nanoTime.getAsLong();
    for (DueDestination destination : found) {
      byName.remove(destination.name());
      byName.put(destination.name(), new Due(destination, now + destination.in().toNanos(), pass));
    }
    Iterator<String> longestUnseen = byName.keySet().iterator();
    while (byName.size() > MOST) {
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
      throw new IllegalStateException(name + " was not picked");
    }
    return due.destination();
  }

  /** Nothing more of it is due, as far as is known. */
  void remove(String name) {
    byName.remove(name);
  }
}
