package dev.sluice.dispatcher.send;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Connections that are open, by origin and owner. One of HTTP/1.1 has one user, one of HTTP/2 up to
 * its capacity. Idle ones are closed after 30 s, all of them after 5 minutes, and the longest idle
 * one of all where the bound is reached; an origin without a connection leaves nothing behind. Safe
 * for all threads, and never blocks.
 */
final class Connections {

  private static final Duration MAX_IDLE = Duration.ofSeconds(30);
  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  /** A connection and who uses it; guarded by the lock of all. */
  private static final class Entry {
    final Connection connection;
    int users = 1;
    boolean retired;
    long idleSinceNanos;

    Entry(Connection connection) {
      this.connection = connection;
    }

    boolean isUsable() {
      return !retired && connection.ageNanos() < MAX_AGE.toNanos() && connection.isOpen();
    }
  }

  private final int max;
  private final Map<Origin, List<Entry>> entries = new HashMap<>();
  private int open;
  private boolean closed;

  Connections(int max) {
    this.max = max;
  }

  /** A connection that is open already, the one used last first. */
  synchronized Optional<Connection> lease(Origin origin) {
    List<Entry> known = entries.getOrDefault(origin, List.of());
    for (Entry entry : known.reversed()) {
      if (entry.users < entry.connection.capacity() && entry.isUsable()) {
        entry.users++;
        return Optional.of(entry.connection);
      }
    }
    return Optional.empty();
  }

  /** Makes room for a connection about to be made. */
  synchronized void makeRoom() {
    if (open >= max) {
      entries.values().stream()
          .flatMap(List::stream)
          .filter(entry -> entry.users == 0)
          .min(Comparator.comparingLong(entry -> entry.idleSinceNanos))
          .ifPresent(this::remove);
    }
  }

  /** A new connection, in use by whoever made it. */
  synchronized void add(Connection connection) {
    if (closed) {
      connection.close();
      return;
    }
    entries.computeIfAbsent(connection.origin(), _ -> new ArrayList<>()).add(new Entry(connection));
    open++;
  }

  /**
   * Ends a use.
   *
   * @param reusable whether the exchange came to its end; otherwise nobody uses the connection
   *     again, and it is closed with its last use
   */
  synchronized void release(Connection connection, boolean reusable) {
    List<Entry> known = entries.getOrDefault(connection.origin(), List.of());
    known.stream()
        .filter(entry -> entry.connection == connection)
        .findFirst()
        .ifPresent(entry -> {
          entry.users--;
          entry.retired |= !reusable;
          entry.idleSinceNanos = System.nanoTime();
          if (entry.users == 0 && (!entry.isUsable() || isSurplus(entry, known))) {
            remove(entry);
          }
        });
  }

  /** Whether another connection has room for what this one might be needed for. */
  private static boolean isSurplus(Entry entry, List<Entry> known) {
    return entry.connection.isMultiplexed()
        && known.stream()
            .anyMatch(other ->
                other != entry && other.users < other.connection.capacity() && other.isUsable());
  }

  /** Closes what has been idle for too long, or was closed by the other side. */
  synchronized void evict() {
    long now = System.nanoTime();
    List<Entry> stale = new ArrayList<>();
    for (List<Entry> known : entries.values()) {
      for (Entry entry : known) {
        boolean idleTooLong = now - entry.idleSinceNanos > MAX_IDLE.toNanos();
        if (entry.users == 0 && (idleTooLong || !entry.isUsable())) {
          stale.add(entry);
        }
      }
    }
    stale.forEach(this::remove);
  }

  synchronized int open() {
    return open;
  }

  synchronized void close() {
    closed = true;
    entries.values().stream().flatMap(List::stream).forEach(entry -> entry.connection.close());
    entries.clear();
    open = 0;
  }

  private void remove(Entry entry) {
    entry.connection.close();
    List<Entry> known = entries.get(entry.connection.origin());
    if (known == null) {
      return;
    }
    for (Iterator<Entry> each = known.iterator(); each.hasNext(); ) {
      if (each.next() == entry) {
        each.remove();
        open--;
      }
    }
    if (known.isEmpty()) {
      entries.remove(entry.connection.origin());
    }
  }
}
