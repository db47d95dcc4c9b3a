package dev.sluice.webhooks.endpoint;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The endpoints; by primary key, listed and counted by index {@code endpoint_of_tenant}. */
interface EndpointRows extends Repository<WebhookEndpoint, UUID> {

  WebhookEndpoint save(WebhookEndpoint endpoint);

  /** Includes deleted endpoints. */
  Optional<WebhookEndpoint> findByIdAndTenant(UUID id, String tenant);

  Optional<WebhookEndpoint> findByIdAndTenantAndDeletedAtIsNull(UUID id, String tenant);

  /** An endpoint that is not deleted, locked until the transaction ends. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("FROM WebhookEndpoint e WHERE e.id = :id AND e.tenant = :tenant AND e.deletedAt IS NULL")
  Optional<WebhookEndpoint> lock(UUID id, String tenant);

  /** Serialises the creation of endpoints of a tenant until the transaction ends. */
  @Query(
      value = "SELECT true FROM pg_advisory_xact_lock(hashtextextended('webhooks ' || :tenant, 0))",
      nativeQuery = true)
  boolean lockTenant(String tenant);

  @Query("SELECT count(e) FROM WebhookEndpoint e WHERE e.tenant = :tenant AND e.deletedAt IS NULL")
  int count(String tenant);

  /** The newest endpoints after a position. */
  @Query(
      """
      FROM WebhookEndpoint e WHERE e.tenant = :tenant AND e.deletedAt IS NULL
        AND (e.createdAt < :createdAt OR (e.createdAt = :createdAt AND e.id < :id))
      ORDER BY e.createdAt DESC, e.id DESC
      """)
  List<WebhookEndpoint> newest(String tenant, Instant createdAt, UUID id, Limit limit);

  /** Resets the failures that the dispatcher counts. */
  @Modifying
  @Query(value = "DELETE FROM endpoint_failing WHERE endpoint_id = :id", nativeQuery = true)
  int forgetFailures(UUID id);
}
