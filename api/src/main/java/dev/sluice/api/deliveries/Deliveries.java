package dev.sluice.api.deliveries;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The deliveries as the dispatcher keeps them. */
interface Deliveries extends Repository<Delivery, UUID> {

  /** In the order of the events; by the index {@code delivery_of_job}. */
  @Query("FROM Delivery d WHERE d.jobId = :job AND d.tenant = :tenant ORDER BY d.createdAt, d.id")
  List<Delivery> ofJob(UUID job, String tenant, Limit limit);

  /** By primary key. */
  @Query(
      """
      FROM DeliveryAttempt a WHERE a.key.deliveryId IN :deliveries
      ORDER BY a.key.deliveryId, a.key.attempt
      """)
  List<DeliveryAttempt> attemptsOf(Collection<UUID> deliveries, Limit limit);
}
