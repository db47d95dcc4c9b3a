package dev.sluice.dispatcher.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.TestEndpoints;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.DeliverySettlement;
import dev.sluice.webhooks.delivery.Settlements;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What outcomes make of their endpoints. */
class EndpointHealthIT {

  private static final int ROUNDS = 15;

  private static final TestBed bed = new TestBed();
  private static final Stored stored = new Stored(bed);
  private static final TestEndpoints endpoints = stored.endpoints();

  private final Settlements settlements = SettlementsOf.bed(bed);
  private final UUID endpoint = endpoints.add(Stored.URL);

  @AfterAll
  static void close() {
    bed.close();
  }

  @Test
  void ninetyNineFailuresDisableNothingAndTheHundredthDoesOnceTheyLastedADay() {
    fail(99);
    since("24 hours");
    assertThat(endpoints.state(endpoint)).isEqualTo("enabled");
    fail(1);
    assertThat(endpoints.state(endpoint)).isEqualTo("failing");
    assertThat(endpoints.announced(endpoint))
        .singleElement()
        .satisfies(event ->
            assertThat(String.valueOf(event.get("data")))
                .contains("\"reason\":\"failing\"", "\"failures\":100", "\"failing_since\":\"")
                .contains("\"url\":\"http://a.test/hook\""));
    assertThat(endpoints.failures(endpoint)).isZero();
  }

  @Test
  void aHundredFailuresWithinADayDisableNothingUntilTheDayIsOver() {
    fail(150);
    since("23 hours 59 minutes");
    fail(1);
    assertThat(endpoints.state(endpoint)).isEqualTo("enabled");
    since("24 hours");
    fail(1);
    assertThat(endpoints.state(endpoint)).isEqualTo("failing");
  }

  @Test
  void oneSuccessBeginsTheCountAnew() {
    fail(99);
    since("48 hours");
    succeed();
    assertThat(endpoints.failures(endpoint)).isZero();
    fail(1);
    assertThat(endpoints.failures(endpoint)).isOne();
    since("48 hours");
    fail(98);
    assertThat(endpoints.state(endpoint)).isEqualTo("enabled");
  }

  @Test
  void aSuccessAsTheHundredthOutcomeDisablesNothing() {
    fail(99);
    since("48 hours");
    settle(Stored.delivered(claimed()));
    assertThat(endpoints.state(endpoint)).isEqualTo("enabled");
    assertThat(endpoints.announced(endpoint)).isEmpty();
  }

  @Test
  void aBatchCountsInItsOrder() {
    fail(99);
    since("48 hours");
    settle(Stored.failed(claimed()), Stored.delivered(claimed()), Stored.failed(claimed()));
    assertThat(endpoints.state(endpoint)).isEqualTo("enabled");
    assertThat(endpoints.failures(endpoint)).isOne();
    assertThat(sinceHours()).isZero();
  }

  @Test
  void whatIsRefusedOrRepeatedDoesNotCount() {
    Claim claim = claimed();
    DeliverySettlement failure = Stored.failed(claim);
    assertThat(settlements.write(List.of(failure))).containsExactly(true);
    assertThat(settlements.write(List.of(failure))).containsExactly(true);
    Claim foreign = stored.claimed(endpoint, claim.id(), 7);
    assertThat(settlements.write(List.of(Stored.failed(foreign)))).containsExactly(false);
    assertThat(endpoints.failures(endpoint)).isOne();
  }

  @Test
  void whatCouldNotBeSentSaysNothingAboutTheEndpointNorDoesWhatIsHandedBack() {
    settle(Stored.notSent(claimed()), DeliverySettlement.handedBack(claimed()));
    assertThat(endpoints.failures(endpoint)).isZero();
    fail(1);
    settle(Stored.notSent(claimed()), DeliverySettlement.handedBack(claimed()));
    assertThat(endpoints.failures(endpoint)).isOne();
  }

  @Test
  void bothBoundsAreSettable() {
    Settlements quick =
        SettlementsOf.bed(bed, new WebhookProperties.Disable(3, Duration.ofMinutes(1)));
    for (int i = 0; i < 3; i++) {
      quick.write(List.of(Stored.failed(claimed())));
    }
    assertThat(endpoints.state(endpoint)).isEqualTo("enabled");
    since("1 minute");
    quick.write(List.of(Stored.failed(claimed())));
    assertThat(endpoints.state(endpoint)).isEqualTo("failing");
  }

  @Test
  void anEndpointThatIsGoneIsDisabledAtOnceAndOnce() {
    settle(Stored.gone(claimed()), Stored.gone(claimed()), Stored.delivered(claimed()));
    settle(Stored.gone(claimed()));
    assertThat(endpoints.state(endpoint)).isEqualTo("gone");
    assertThat(endpoints.announced(endpoint)).hasSize(1);
  }

  @Test
  void anEndpointThatHasMovedMeanwhileIsNotTheOneThatIsGone() {
    Claim claim = claimed();
    bed.jdbc().update("UPDATE webhook_endpoint SET url = 'http://b.test/' WHERE id = ?", endpoint);
    settle(Stored.gone(claim));
    assertThat(endpoints.state(endpoint)).isEqualTo("enabled");
    assertThat(endpoints.announced(endpoint)).isEmpty();
  }

  @Test
  void anEndpointThatHasMovedMeanwhileIsNotTheOneThatFailsOrWorks() {
    fail(98);
    since("48 hours");
    List<Claim> claims = stored.claimed(endpoint, 3);
    bed.jdbc().update("UPDATE webhook_endpoint SET url = 'http://b.test/' WHERE id = ?", endpoint);
    settle(claims.stream().limit(2).map(Stored::failed).toArray(DeliverySettlement[]::new));
    assertThat(endpoints.state(endpoint)).isEqualTo("enabled");
    settle(Stored.delivered(claims.get(2)));
    assertThat(endpoints.failures(endpoint)).isEqualTo(98);
  }

  @Test
  void aDisabledOrDeletedEndpointIsLeftAsItIs() {
    fail(99);
    since("48 hours");
    endpoints.disable(endpoint);
    fail(5);
    settle(Stored.gone(claimed()));
    assertThat(endpoints.state(endpoint)).isEqualTo("manual");
    endpoints.enable(endpoint);
    endpoints.delete(endpoint);
    fail(5);
    settle(Stored.gone(claimed()));
    assertThat(endpoints.state(endpoint)).isEqualTo("enabled");
    assertThat(endpoints.announced(endpoint)).isEmpty();
  }

  @Test
  void anEndpointThatWorksIsNotWrittenTo() {
    List<Claim> claims = stored.claimed(endpoint, 2);
    String before = version();
    claims.forEach(claim -> settle(Stored.delivered(claim)));
    assertThat(version()).isEqualTo(before);
    assertThat(endpoints.failures(endpoint)).isZero();
  }

  /** Somebody stalls between locking an endpoint and the commit. */
  @Test
  void noDeliveryWaitsForAnEndpointThatIsLockedAndItIsToldOnceItIsFree() throws Exception {
    UUID gone = endpoints.add(Stored.URL);
    UUID other = endpoints.add(Stored.URL);
    fail(97);
    since("48 hours");
    Claim repeated = claimed();
    try (Connection stalled = bed.database().dataSource().getConnection()) {
      stalled.setAutoCommit(false);
      new JdbcTemplate(new SingleConnectionDataSource(stalled, true))
          .queryForList(
              "SELECT id FROM webhook_endpoint WHERE id IN (?, ?) FOR NO KEY UPDATE",
              endpoint,
              gone);
      long begun = System.nanoTime();
      settle(
          Stored.failed(repeated),
          Stored.gone(stored.claimed(gone)),
          Stored.failed(stored.claimed(other)));
      settle(Stored.failed(repeated));
      settle(Stored.failed(claimed()), Stored.delivered(stored.claimed(gone)));
      settlements.applyDeferred();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      assertThat(endpoints.failures(other)).isOne();
      assertThat(endpoints.failures(endpoint)).isEqualTo(97);
      assertThat(endpoints.state(gone)).isEqualTo("enabled");
      stalled.rollback();
    }
    // What comes now is counted behind what waits.
    settle(Stored.failed(claimed()));
    assertThat(endpoints.state(endpoint)).isEqualTo("failing");
    assertThat(String.valueOf(endpoints.announced(endpoint).getFirst().get("data")))
        .contains("\"failures\":100");
    assertThat(endpoints.state(gone)).isEqualTo("gone");
    assertThat(endpoints.announced(gone)).hasSize(1);
  }

  /** In whatever order each settles them: no deadlock, no failure uncounted, one event each. */
  @Test
  void twoDispatchersThatSettleTheSameEndpointsCountAllAndDisableOnce() throws Exception {
    List<UUID> ids = IntStream.range(0, 30).mapToObj(_ -> endpoints.add(Stored.URL)).toList();
    both(ids, new WebhookProperties.Disable(100, Duration.ZERO));
    assertThat(ids).allMatch(id -> endpoints.failures(id) == 2 * ROUNDS);
    both(ids, new WebhookProperties.Disable(3 * ROUNDS, Duration.ZERO));
    assertThat(ids).allMatch(id -> endpoints.state(id).equals("failing"));
    assertThat(ids).allMatch(id -> endpoints.announced(id).size() == 1);
  }

  private static void both(List<UUID> ids, WebhookProperties.Disable rule) throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    try (Connection first = bed.database().dataSource().getConnection();
        Connection second = bed.database().dataSource().getConnection()) {
      List<Callable<Void>> dispatchers = new ArrayList<>();
      for (Connection connection : List.of(first, second)) {
        Settlements dispatcher =
            SettlementsOf.on(new SingleConnectionDataSource(connection, true), rule);
        dispatchers.add(failingAll(dispatcher, ids, together));
      }
      run(dispatchers);
    }
  }

  /** Each endpoint fails once in each batch. */
  private static Callable<Void> failingAll(
      Settlements dispatcher, List<UUID> ids, CyclicBarrier together) {
    List<List<Claim>> claims =
        ids.stream().map(id -> stored.claimed(id, ROUNDS)).collect(Collectors.toList());
    return () -> {
      for (int round = 0; round < ROUNDS; round++) {
        int number = round;
        Collections.shuffle(claims);
        together.await(1, TimeUnit.MINUTES);
        assertThat(
                dispatcher.write(claims.stream().map(of -> Stored.failed(of.get(number))).toList()))
            .doesNotContain(false);
      }
      together.await(1, TimeUnit.MINUTES);
      synchronized (together) {
        dispatcher.applyDeferred();
      }
      return null;
    };
  }

  private static void run(List<Callable<Void>> dispatchers) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> dispatcher : executor.invokeAll(dispatchers)) {
        dispatcher.get();
      }
    }
  }

  private Claim claimed() {
    return stored.claimed(endpoint);
  }

  private void settle(DeliverySettlement... outcomes) {
    assertThat(settlements.write(List.of(outcomes))).doesNotContain(false);
  }

  private void fail(int times) {
    settle(
        stored.claimed(endpoint, times).stream()
            .map(Stored::failed)
            .toArray(DeliverySettlement[]::new));
  }

  private void succeed() {
    settle(Stored.delivered(claimed()));
  }

  /** Moves the first failure in the row to so long ago. */
  private void since(String ago) {
    bed.jdbc()
        .update(
            "UPDATE endpoint_failing SET since = now() - ?::interval WHERE endpoint_id = ?",
            ago,
            endpoint);
  }

  private int sinceHours() {
    return bed.jdbc()
        .queryForList(
            "SELECT extract(hour FROM now() - since)::int FROM endpoint_failing"
                + " WHERE endpoint_id = ?",
            Integer.class,
            endpoint)
        .getFirst();
  }

  /** Changes with every write to the row, and every lock of it. */
  private String version() {
    return bed.jdbc()
        .queryForList(
            "SELECT xmin::text || '/' || xmax::text FROM webhook_endpoint WHERE id = ?",
            String.class,
            endpoint)
        .getFirst();
  }
}
