package dev.sluice.dispatcher.replay;

import dev.sluice.dispatcher.replay.Replay.Place;
import java.util.List;
import java.util.Optional;

/**
 * What lies next in a replay's range.
 *
 * @param fitting deliveries to be queued, oldest first
 * @param reached the last delivery that was looked at; empty where nothing lies behind the fitting
 *     ones
 */
record Look(List<Place> fitting, Optional<Place> reached) {

  Look {
    fitting = List.copyOf(fitting);
  }

  /** A row that was looked at: one that fits, or the last one of all. */
  record Row(Place place, boolean fits, int number) {}

  /**
   * Reads the rows of one look.
   *
   * @param rows in order: those that fit, up to {@code max}, and the row of number {@code
   *     maxLooked}, if there is one
   */
  static Look of(List<Row> rows, int max, int maxLooked) {
    List<Place> fitting = rows.stream().filter(Row::fits).limit(max).map(Row::place).toList();
    if (fitting.size() == max) {
      return new Look(fitting, Optional.of(fitting.getLast()));
    }
    return new Look(
        fitting,
        rows.stream().filter(row -> row.number() == maxLooked).map(Row::place).findFirst());
  }
}
