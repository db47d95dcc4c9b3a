package dev.sluice.api.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

interface ApiKeys extends Repository<ApiKey, UUID> {

  ApiKey save(ApiKey key);

  Optional<ApiKey> findById(UUID id);

  /** By the unique index on {@code hash}. */
  Optional<ApiKey> findByHash(byte[] hash);

  @Query("FROM ApiKey key ORDER BY key.createdAt DESC, key.id DESC")
  List<ApiKey> newest(Limit limit);

  /** Returns 1 where this call revoked the key, 0 where it was revoked before. */
  @Modifying
  @Transactional
  @Query("UPDATE ApiKey key SET key.revokedAt = :at WHERE key.id = :id AND key.revokedAt IS NULL")
  int revoke(UUID id, Instant at);
}
