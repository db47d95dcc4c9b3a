package dev.sluice.dispatcher;

import org.springframework.jdbc.core.JdbcTemplate;

/** Many destinations at once, of the webhooks of jobs. */
public record TestDestinations(JdbcTemplate jdbc) {

  /**
   * Stores deliveries that are due now.
   *
   * @param name of the destinations, which are numbered from 0
   */
  public void add(String name, int destinations, int each) {
    jdbc.update(
        """
        WITH stored AS (
          INSERT INTO delivery (id, event_id, target, event_type, job_id, tenant, url,
                                destination, status, next_attempt_at)
          SELECT uuidv7(), gen_random_uuid(), 'job', 'job.completed', gen_random_uuid(), 'acme',
                 'http://x.test/', 'acme/' || ? || n, 'pending', now()
          FROM generate_series(0, ? - 1) AS s (n), generate_series(1, ?)
          RETURNING id, event_id, tenant
        )
        INSERT INTO webhook_event (id, tenant, occurred_at, body)
        SELECT event_id, tenant, now(), '{}' FROM stored
        """,
        name,
        destinations,
        each);
  }

  /**
   * Stores deliveries to one destination that are done.
   *
   * @param id an expression
   */
  public void addDone(int count, String id) {
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
    vacuum();
  }

  public void vacuum() {
    jdbc.execute("VACUUM ANALYZE delivery");
  }
}
