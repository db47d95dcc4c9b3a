package dev.sluice.dispatcher.fanout;

import java.util.ArrayList;
import java.util.List;

/**
 * Bounds what one statement stores: every target of an event gets a copy of its body. A portion's
 * bodies, times as many targets as a tenant may have, are at most {@value #MAX_BYTES} bytes; an
 * event that is larger alone goes to a part of its targets at a time.
 */
final class Portions {

  static final int MAX_BYTES = 128 * 1024 * 1024;

  /** A tenant's endpoints (api bounds them to 100) and the webhook of the job itself. */
  static final int MAX_TARGETS = 101;

  private static final int MAX_BODIES = MAX_BYTES / MAX_TARGETS;

  private Portions() {}

  /** In their order; each has at least one event. */
  static List<List<FanOut.Event>> of(List<FanOut.Event> events) {
    List<List<FanOut.Event>> portions = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < events.size(); i++) {
      int size = events.get(i).body().length;
      if (i > from && bytes + size > MAX_BODIES) {
        portions.add(events.subList(from, i));
        from = i;
        bytes = 0;
      }
      bytes += size;
    }
    if (from < events.size()) {
      portions.add(events.subList(from, events.size()));
    }
    return portions;
  }

  /** Into how many parts the targets of a portion are to be split; 1 for most. */
  static int parts(List<FanOut.Event> portion) {
    long bytes = portion.stream().mapToLong(event -> event.body().length).sum();
    return Math.toIntExact(Math.ceilDiv(Math.max(1, bytes), MAX_BODIES));
  }
}
