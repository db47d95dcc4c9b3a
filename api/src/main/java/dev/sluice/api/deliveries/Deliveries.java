package dev.sluice.api.deliveries;

import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The deliveries as the dispatcher keeps them, to look at. Reads in the caller's thread and
 * transaction: {@code Database.call} is what bounds it.
 */
@Component
final class Deliveries {

  /** By primary key. */
  private static final String ONE =
      "SELECT " + DeliveryRow.COLUMNS + " FROM delivery d WHERE d.id = ? AND d.tenant = ?";

  /** By index {@code delivery_of_job}. */
  private static final String OF_JOB =
      "SELECT "
          + DeliveryRow.COLUMNS
          + " FROM delivery d WHERE d.job_id = ? AND d.tenant = ?"
          + " ORDER BY d.created_at DESC, d.id DESC LIMIT ?";

  private final JdbcTemplate jdbc;
  private final Attempts attempts;

  Deliveries(JdbcTemplate jdbc, Attempts attempts) {
    this.jdbc = jdbc;
    this.attempts = attempts;
  }

  /** A tenant's delivery; empty where there is none or it is somebody else's. */
  Optional<DeliveryView> find(TenantId tenant, UUID id) {
    List<DeliveryView> found = jdbc.query(ONE, DeliveryRow::delivery, id, tenant.value());
    return attempts.with(found, Attempts.ALONE).stream().findFirst();
  }

  /**
   * Those of a job, to its own webhook and to endpoints, in the order in which they were planned;
   * the latest of them where there are more.
   */
  List<DeliveryView> ofJob(TenantId tenant, JobId job, int max) {
    List<DeliveryView> found =
        jdbc.query(OF_JOB, DeliveryRow::delivery, job.value(), tenant.value(), max);
    return attempts.with(found.reversed(), Attempts.PER_ITEM);
  }
}
