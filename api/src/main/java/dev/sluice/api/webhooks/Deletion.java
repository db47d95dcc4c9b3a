package dev.sluice.api.webhooks;

import dev.sluice.job.TenantId;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Deletes endpoints. What was delivered stays to be looked at; the dispatcher discards what was not
 * within about a second.
 */
@Component
final class Deletion {

  /** How far the deliveries to be discarded are counted. */
  static final int MAX_COUNTED = 10_000;

  // By indexes delivery_due and delivery_waiting.
  private static final String COUNT =
      """
      SELECT count(*)
      FROM (
        (SELECT FROM delivery WHERE destination = ? AND status = 'pending' LIMIT ?)
        UNION ALL
        (SELECT FROM delivery WHERE endpoint_id = ? AND status = 'held' LIMIT ?)
        LIMIT ?) AS undelivered
      """;

  private final OwnEndpoints endpoints;
  private final JdbcTemplate jdbc;
  private final Audit audit;

  Deletion(OwnEndpoints endpoints, JdbcTemplate jdbc, Audit audit) {
    this.endpoints = endpoints;
    this.jdbc = jdbc;
    this.audit = audit;
  }

  /**
   * Deletes for good.
   *
   * @return how many deliveries are pending or held at this moment, and discarded by this; {@value
   *     #MAX_COUNTED} means that many or more
   */
  int delete(TenantId tenant, EndpointId id) {
    int discarded =
        endpoints.change(
            tenant,
            id,
            (endpoint, now) -> {
              endpoint.delete(now);
              return undelivered(id);
            });
    audit.deleted(tenant, id, discarded);
    return discarded;
  }

  private int undelivered(EndpointId id) {
    Integer count =
        jdbc.queryForObject(
            COUNT, Integer.class, id.toString(), MAX_COUNTED, id.value(), MAX_COUNTED, MAX_COUNTED);
    return count == null ? 0 : count;
  }
}
