package dev.sluice.webhooks.endpoint;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The secrets of endpoints, by index {@code secret_of_endpoint}. */
interface SecretRows extends Repository<EndpointSecret, UUID> {

  EndpointSecret save(EndpointSecret secret);

  /** The valid secrets, newest first; a few for each endpoint. */
  @Query(
      """
      FROM EndpointSecret s
      WHERE s.endpointId IN :endpoints AND (s.expiresAt IS NULL OR s.expiresAt > :now)
      ORDER BY s.createdAt DESC, s.id DESC
      """)
  List<EndpointSecret> valid(Collection<UUID> endpoints, Instant now);

  @Modifying
  @Query("DELETE FROM EndpointSecret s WHERE s.endpointId = :endpoint AND s.expiresAt <= :before")
  int deleteExpired(UUID endpoint, Instant before);
}
