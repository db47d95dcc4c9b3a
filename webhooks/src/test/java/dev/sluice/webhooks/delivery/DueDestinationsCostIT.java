package dev.sluice.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Infra;
import dev.sluice.testing.TestDatabase;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What finding due destinations reads. */
class DueDestinationsCostIT {

  private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)");

  private final TestDatabase database =
      Infra.shared()
          .freshDatabase(
              "webhooks", source -> Flyway.configure().dataSource(source).load().migrate());
  private final JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());

  @Test
  void aHundredThousandThatWaitForOneDestinationCostAsMuchAsOne() {
    fill(100, 1);
    jdbc.execute("VACUUM ANALYZE delivery");
    int before = pageBuffers();
    fill(1, 100_000);
    jdbc.execute("VACUUM ANALYZE delivery");
    // One level of the index more, for each of 101 destinations.
    assertThat(pageBuffers()).isLessThan(before * 2 + 101 * 2);
  }

  @Test
  void theLookForTheNewestReadsNoMoreHoweverManyThereHaveBeen() {
    waiting(30_000);
    // Long done, with ids that are of no time, as those of tests once were.
    done(100_000, "('ffffffff-ffff-4' || right(gen_random_uuid()::text, 21))::uuid");
    assertThat(newestBuffers()).isLessThan(2000);
  }

  /** So many destinations since an hour ago that no index but that of the ids is worth it. */
  private void waiting(int destinations) {
    fill(destinations, 1);
    jdbc.update("UPDATE delivery SET id = uuidv7(interval '-1 hour')");
  }

  private void done(int count, String id) {
    jdbc.update(
        """
        WITH stored AS (
          INSERT INTO delivery (id, event_id, target, event_type, job_id, tenant, url,
                                destination, status, next_attempt_at, completed_at)
          SELECT %s, gen_random_uuid(), 'job', 'job.completed', gen_random_uuid(), 'acme',
                 'http://x.test/', 'acme/done.test', 'delivered', now(), now()
          FROM generate_series(1, ?)
          RETURNING id, event_id, tenant
        )
        INSERT INTO webhook_event (id, tenant, occurred_at, body)
        SELECT event_id, tenant, now(), '{}' FROM stored
        """
            .formatted(id),
        count);
    jdbc.execute("VACUUM ANALYZE delivery");
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
            jdbc.queryForList("EXPLAIN (ANALYZE, BUFFERS) " + query, String.class, arguments));
    Matcher buffers = BUFFERS.matcher(plan);
    assertThat(buffers.find()).as(plan).isTrue();
    return Integer.parseInt(buffers.group(1));
  }

  private void fill(int destinations, int each) {
    jdbc.update(
        """
        WITH stored AS (
          INSERT INTO delivery (id, event_id, target, event_type, job_id, tenant, url,
                                destination, status, next_attempt_at)
          SELECT uuidv7(), gen_random_uuid(), 'job', 'job.completed', gen_random_uuid(), 'acme',
                 'http://x.test/', 'acme/' || ? || n || '.test', 'pending', now()
          FROM generate_series(1, ?) AS s (n), generate_series(1, ?)
          RETURNING id, event_id, tenant
        )
        INSERT INTO webhook_event (id, tenant, occurred_at, body)
        SELECT event_id, tenant, now(), '{}' FROM stored
        """,
        each + "-",
        destinations,
        each);
  }
}
