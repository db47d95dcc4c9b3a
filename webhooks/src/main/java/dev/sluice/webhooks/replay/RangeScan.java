package dev.sluice.webhooks.replay;

import dev.sluice.webhooks.RowPosition;
import java.util.List;
import java.util.Optional;

/**
 * The next deliveries in a replay's range.
 *
 * @param matching deliveries to be queued, oldest first
 * @param reached the last delivery that was examined; empty where nothing is left behind the
 *     matching ones
 */
record RangeScan(List<RowPosition> matching, Optional<RowPosition> reached) {

  RangeScan {
    matching = List.copyOf(matching);
  }

  /** A delivery that was examined: one that matches, or the last one of all. */
  record Row(RowPosition position, boolean matches, int number) {}

  /**
   * Reads the rows of one scan.
   *
   * @param rows in order: those that match, up to {@code max} and one more, and the row of number
   *     {@code maxScanned}, if there is one
   */
  static RangeScan of(List<Row> rows, int max, int maxScanned) {
    List<RowPosition> matching =
        rows.stream().filter(Row::matches).limit(max).map(Row::position).toList();
    if (matching.size() == max) {
      return new RangeScan(matching, Optional.of(matching.getLast()));
    }
    return new RangeScan(
        matching,
        rows.stream().filter(row -> row.number() == maxScanned).map(Row::position).findFirst());
  }
}
