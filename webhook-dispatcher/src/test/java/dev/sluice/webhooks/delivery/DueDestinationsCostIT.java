package dev.sluice.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.TestDestinations;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What finding due destinations reads. */
class DueDestinationsCostIT {

  private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)");

  private final TestBed bed = new TestBed();
  private final TestDestinations destinations = new TestDestinations(bed.jdbc());

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void aHundredThousandThatWaitForOneDestinationCostAsMuchAsOne() {
    destinations.add("few", 100, 1);
    destinations.vacuum();
    int before = pageBuffers();
    destinations.add("many", 1, 100_000);
    destinations.vacuum();
    // One level of the index more, for each of 101 destinations.
    assertThat(pageBuffers()).isLessThan(before * 2 + 101 * 2);
  }

  @Test
  void theLookForTheNewestReadsNoMoreHoweverManyThereHaveBeen() {
    waiting(30_000);
    // Long done, with ids that are of no time, as those of tests once were.
    destinations.addDone(
        100_000, "('ffffffff-ffff-4' || right(gen_random_uuid()::text, 21))::uuid");
    assertThat(newestBuffers()).isLessThan(2000);
  }

  /** So many destinations since an hour ago that no index but that of the ids is worth it. */
  private void waiting(int count) {
    destinations.add("waiting", count, 1);
    bed.jdbc().update("UPDATE delivery SET id = uuidv7(interval '-1 hour')");
  }

  private int pageBuffers() {
    return buffers(DueDestinations.SCAN, "", 20_000, 10_000);
  }

  private int newestBuffers() {
    return buffers(DueDestinations.NEWEST);
  }

  private int buffers(String query, Object... arguments) {
    String plan =
        String.join(
            "\n",
            bed.jdbc()
                .queryForList("EXPLAIN (ANALYZE, BUFFERS) " + query, String.class, arguments));
    Matcher buffers = BUFFERS.matcher(plan);
    assertThat(buffers.find()).as(plan).isTrue();
    return Integer.parseInt(buffers.group(1));
  }
}
