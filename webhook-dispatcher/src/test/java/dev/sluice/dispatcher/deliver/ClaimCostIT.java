package dev.sluice.dispatcher.deliver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.TestBed;
import dev.sluice.dispatcher.TestDestinations;
import dev.sluice.lease.WorkerId;
import dev.sluice.webhooks.delivery.ClaimRequest;
import dev.sluice.webhooks.delivery.DeliveryQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What a claim costs does not depend on what it leaves. */
class ClaimCostIT {

  private static final Logger log = LoggerFactory.getLogger(ClaimCostIT.class);
  private static final Duration HOLD = Duration.ofMinutes(1);
  private static final long MEMORY = 1_000_000;
  private static final int CLAIMS = 200;

  private final TestBed bed = new TestBed();
  // One connection, whose reads are counted; it does not wait for the disk.
  private final SingleConnectionDataSource connection =
      new SingleConnectionDataSource(connect(), true);
  private final JdbcTemplate jdbc = new JdbcTemplate(connection);
  private final TestDestinations destinations = new TestDestinations(jdbc);
  private final DeliveryQueue deliveries = new DeliveryQueue(jdbc);
  private final WorkerId worker = new WorkerId(UUID.randomUUID());

  @AfterEach
  void close() {
    connection.destroy();
    bed.close();
  }

  @Test
  void anEnormousBacklogOfOneDestinationDoesNotSlowTheClaimsOfOthers() {
    register();
    // Whatever it reads would count, too.
    jdbc.execute("ALTER TABLE delivery SET (autovacuum_enabled = false)");
    destinations.add("quick", 1, 3 * CLAIMS);
    destinations.add("slow", 1, 10);
    blocks("quick0");
    long alone = blocks("quick0");
    destinations.add("slow", 1, 100_000);
    jdbc.execute("ANALYZE delivery");
    // The indexes are deeper now. Also those of the large one itself read no more than they take.
    assertThat(blocks("quick0")).isLessThan(3 * alone);
    assertThat(blocks("slow0")).isLessThan(3 * alone);
  }

  @Test
  @Tag("soak")
  void claimsPerSecond() {
    register();
    for (int number : new int[] {1, 100, 5000}) {
      bed.jdbc().execute("TRUNCATE delivery CASCADE");
      destinations.add("d", number, 20_000 / number);
      bed.jdbc().execute("VACUUM ANALYZE delivery");
      int perPick = number == 1 ? 32 : 1;
      int picks = number == 1 ? 1 : 64;
      int claimed = 0;
      long begun = System.nanoTime();
      int statements = Math.min(200, 20_000 / (perPick * picks));
      for (int n = 0; n < statements; n++) {
        claimed += claim(number, n * picks, picks, perPick);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      log.warn(
          "{} destinations: {} claims of {} in {} ms: {} a second, {} us each",
          number,
          statements,
          claimed,
          took.toMillis(),
          claimed * 1000L / took.toMillis(),
          took.toNanos() / 1000 / statements);
      long commits = System.nanoTime();
      for (int n = 0; n < statements; n++) {
        bed.jdbc().update("UPDATE worker SET expires_at = expires_at + interval '1 ms'");
      }
      log.warn(
          "an update of one row takes {} us each",
          (System.nanoTime() - commits) / 1000 / statements);
      long oldest = System.nanoTime();
      deliveries.oldestDueAge();
      log.warn("a scan of all destinations takes {} us", (System.nanoTime() - oldest) / 1000);
    }
  }

  private Connection connect() {
    try {
      Connection opened = bed.database().dataSource().getConnection();
      try (Statement statement = opened.createStatement()) {
        statement.execute("SET synchronous_commit = off");
      }
      return opened;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private int claim(int number, int from, int picks, int perPick) {
    List<ClaimRequest> wanted =
        IntStream.range(from, from + picks)
            .mapToObj(n -> new ClaimRequest("acme/d" + n % number, null, 0, perPick, false, MEMORY))
            .distinct()
            .toList();
    return deliveries.claim(worker, wanted, HOLD).stream()
        .mapToInt(result -> result.claims().size())
        .sum();
  }

  /** How many blocks some claims read of the deliveries and their indexes. */
  private long blocks(String destination) {
    long before = blocks();
    for (int n = 0; n < CLAIMS; n++) {
      List<ClaimRequest> one =
          List.of(new ClaimRequest("acme/" + destination, null, 0, 1, false, MEMORY));
      assertThat(deliveries.claim(worker, one, HOLD).getFirst().claims()).hasSize(1);
    }
    return blocks() - before;
  }

  private long blocks() {
    // Else a connection's numbers are in the statistics a second later.
    jdbc.queryForList("SELECT pg_stat_force_next_flush()");
    return requireNonNull(
        jdbc.queryForObject(
            """
            SELECT heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit
            FROM pg_statio_user_tables WHERE relname = 'delivery'
            """,
            Long.class));
  }

  private void register() {
    bed.jdbc()
        .update(
            """
            INSERT INTO worker (id, kind, host, expires_at)
            VALUES (?, 'webhook-dispatcher', 'test', now() + interval '1 hour')
            """,
            worker.value());
  }
}
