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

/** The endpoints as they are stored. */
interface EndpointRows extends Repository<WebhookEndpoint, UUID> {

  WebhookEndpoint save(WebhookEndpoint endpoint);

  /** A deleted one included; by primary key. */
  Optional<WebhookEndpoint> findByIdAndTenant(UUID id, String tenant);

  /** One that is not deleted; by primary key. */
  Optional<WebhookEndpoint> findByIdAndTenantAndDeletedAtIsNull(UUID id, String tenant);

  /** One that is not deleted, locked until the transaction ends; by primary key. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("FROM WebhookEndpoint e WHERE e.id = :id AND e.tenant = :tenant AND e.deletedAt IS NULL")
  Optional<WebhookEndpoint> lock(UUID id, String tenant);

  /**
   * Has others that make endpoints of this tenant wait until the transaction ends. Advisory: there
   * is no row that stands for a tenant.
   */
  @Query(
      value = "SELECT true FROM pg_advisory_xact_lock(hashtextextended('webhooks ' || :tenant, 0))",
      nativeQuery = true)
  boolean lockTenant(String tenant);

  /** By index {@code endpoint_of_tenant}. */
  @Query("SELECT count(e) FROM WebhookEndpoint e WHERE e.tenant = :tenant AND e.deletedAt IS NULL")
  int count(String tenant);

  /** By index {@code endpoint_of_tenant}. */
  @Query(
      """
      FROM WebhookEndpoint e WHERE e.tenant = :tenant AND e.deletedAt IS NULL
      ORDER BY e.createdAt DESC, e.id DESC
      """)
  List<WebhookEndpoint> newest(String tenant, Limit limit);

  /** Those after this one in the same order; by index {@code endpoint_of_tenant}. */
  @Query(
      """
      FROM WebhookEndpoint e WHERE e.tenant = :tenant AND e.deletedAt IS NULL
        AND (e.createdAt < :createdAt OR (e.createdAt = :createdAt AND e.id < :id))
      ORDER BY e.createdAt DESC, e.id DESC
      """)
  List<WebhookEndpoint> after(String tenant, Instant createdAt, UUID id, Limit limit);

  /** What the dispatcher counts towards disabling the endpoint; by primary key. */
  @Modifying
  @Query(value = "DELETE FROM endpoint_failing WHERE endpoint_id = :id", nativeQuery = true)
  int forgetFailures(UUID id);
}
