package dev.sluice.webhooks.endpoint;

import static java.util.Objects.requireNonNull;

import dev.sluice.schema.JobRow;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The keys that verify an endpoint's {@code v1a} signatures. */
public record PublicKeys(
    @Schema(description = "The current one: `whpk_` and base64 of 32 bytes.") String publicKey,
    @Schema(description = "All valid keys, the current one first.") List<Key> keys) {

  @Schema(name = "PublicKey")
  public record Key(
      @Schema(description = "`whpk_` and base64 of 32 bytes.") String publicKey,
      @Schema(description = "Since when it is used.") Instant createdAt,
      @Schema(description = "Until when; null for no end.") @Nullable Instant expiresAt) {}

  // By index secret_of_endpoint.
  private static final String SELECT =
      """
      SELECT public_key, created_at, expires_at FROM endpoint_secret
      WHERE endpoint_id = ? AND kind = 'v1a' AND (expires_at IS NULL OR expires_at > ?)
      ORDER BY created_at DESC, id DESC
      """;

  static PublicKeys of(JdbcTemplate jdbc, EndpointId endpoint, OffsetDateTime now) {
    List<Key> keys =
        jdbc.query(
            SELECT,
            (row, _) ->
                new Key(
                    row.getString("public_key"),
                    requireNonNull(JobRow.instant(row, "created_at")),
                    JobRow.instant(row, "expires_at")),
            endpoint.value(),
            now);
    return new PublicKeys(keys.getFirst().publicKey(), keys);
  }
}
