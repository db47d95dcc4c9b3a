package dev.sluice.dispatcher.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.TestDestinations;
import dev.sluice.webhooks.delivery.DueDestination;
import dev.sluice.webhooks.delivery.DueDestinations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DueDestinationsIT {

  private final TestBed bed = new TestBed();
  private final TestDestinations destinations = new TestDestinations(bed.jdbc());
  private final DueDestinations scan = new DueDestinations(bed.jdbc());

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void everyDestinationIsFoundOnceWithTheTimeOfItsFirst() {
    UUID endpoint = bed.endpoint("http://a.test/", null);
    bed.deliveries(endpoint, 3);
    bed.jdbc()
        .update(
            "UPDATE delivery SET next_attempt_at = now() + interval '1 hour' WHERE id <> (SELECT"
                + " id FROM delivery ORDER BY id LIMIT 1)");
    UUID later = bed.endpoint("http://b.test/", null);
    bed.deliveries(later, 1);
    bed.jdbc()
        .update(
            "UPDATE delivery SET next_attempt_at = now() + interval '50 s' WHERE endpoint_id = ?",
            later);
    List<DueDestination> found = scan.page();
    assertThat(found)
        .extracting(DueDestination::endpoint)
        .containsExactlyInAnyOrder(endpoint, later);
    for (DueDestination destination : found) {
      assertThat(destination.tenant()).isEqualTo(TestBed.TENANT.value());
      if (endpoint.equals(destination.endpoint())) {
        assertThat(destination.in()).isLessThanOrEqualTo(Duration.ZERO);
      } else {
        assertThat(destination.in()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(50));
      }
    }
  }

  @Test
  void endpointsThatAreDisabledOrDeletedAreLeftOut() {
    UUID open = bed.endpoint("http://a.test/", null);
    UUID disabled = bed.endpoint("http://b.test/", null);
    UUID deleted = bed.endpoint("http://c.test/", null);
    bed.deliveries(open, 1);
    bed.deliveries(disabled, 1);
    bed.deliveries(deleted, 1);
    bed.jdbc()
        .update(
            "UPDATE webhook_endpoint SET enabled = false, disabled_reason = 'manual', disabled_at ="
                + " now() WHERE id = ?",
            disabled);
    bed.jdbc().update("UPDATE webhook_endpoint SET deleted_at = now() WHERE id = ?", deleted);
    assertThat(scan.page()).extracting(DueDestination::endpoint).containsExactly(open);
  }

  @Test
  void anEndpointWithARateLimitHasItsPaceKeptFromTheFirstLook() {
    bed.deliveries(bed.endpoint("http://a.test/", 5), 1);
    bed.deliveries(bed.endpoint("http://b.test/", null), 1);
    assertThat(scan.page()).filteredOn(DueDestination::unpaced).hasSize(1);
    assertThat(bed.count("endpoint_pace")).isOne();
    assertThat(scan.page()).filteredOn(DueDestination::unpaced).isEmpty();
  }

  @Test
  void moreThanOneLookShowsAreShownInTurn() {
    destinations.add("many", 10_500, 1);
    Set<String> seen = new HashSet<>();
    List<DueDestination> first = scan.page();
    assertThat(first).hasSize(10_000);
    first.forEach(found -> seen.add(found.name()));
    scan.page().forEach(found -> seen.add(found.name()));
    assertThat(seen).hasSize(10_500);
    assertThat(scan.page()).hasSize(10_000);
  }

  @Test
  @Tag("soak")
  void thirtyThousandThatAreDueInAnHourDoNotHoldUpOneThatIsDueNow() {
    destinations.add("many", 30_000, 1);
    bed.jdbc().update("UPDATE delivery SET next_attempt_at = now() + interval '1 hour'");
    destinations.vacuum();
    // The quickest of some, as what else the machine does is not what is asked.
    Duration quickest =
        IntStream.rangeClosed(2, 5).mapToObj(this::newsTake).min(Duration::compareTo).orElseThrow();
    assertThat(quickest).isLessThan(Duration.ofMillis(400));
  }

  /** How long one more destination waits to be picked, in the middle of a pass over all others. */
  private Duration newsTake(int each) {
    DeliveryScheduler scheduler = scheduler();
    assertThat(scheduler.next(10)).isEmpty();
    destinations.add("new" + each + "-", 1, each);
    long begun = System.nanoTime();
    scheduler.deliveriesDue();
    await().pollInterval(Duration.ofMillis(1)).until(() -> !scheduler.next(10).isEmpty());
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    bed.jdbc()
        .update(
            """
            UPDATE delivery SET next_attempt_at = now() + interval '1 hour'
            WHERE next_attempt_at <= now()
            """);
    return took;
  }

  @Test
  void whatBecomesDueWithoutANoteIsFoundByThePassesOverThirtyThousand() {
    destinations.add("many", 30_000, 1);
    bed.jdbc().update("UPDATE delivery SET next_attempt_at = now() + interval '1 hour'");
    destinations.vacuum();
    DeliveryScheduler scheduler = scheduler();
    assertThat(scheduler.next(10)).isEmpty();
    bed.jdbc()
        .update(
            """
            UPDATE delivery SET next_attempt_at = now(), id = '00000000-0000-7000-8000-000000000001'
            WHERE destination = (SELECT destination FROM delivery ORDER BY id DESC LIMIT 1)
            """);
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> !scheduler.next(10).isEmpty());
  }

  private DeliveryScheduler scheduler() {
    return new DeliveryScheduler(
        bed.jdbc(),
        new DeliveryScheduler.Bounds(1024, 32),
        Duration.ofMillis(500),
        new SimpleMeterRegistry());
  }

  @Test
  void theNewestAreFoundAmongThoseThatAreDone() {
    destinations.addDone(1000, "uuidv7()");
    UUID endpoint = bed.endpoint("http://a.test/", null);
    await()
        .until(() -> {
          bed.deliveries(endpoint, 1);
          return scan.newest().stream().map(DueDestination::endpoint).anyMatch(endpoint::equals);
        });
  }
}
