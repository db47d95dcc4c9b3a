package dev.sluice.webhooks.endpoint;

import static java.util.Objects.requireNonNull;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that verify an endpoint's {@code v1a} signatures. */
public record PublicKeys(
    @Schema(description = "The current one: `whpk_` and base64 of 32 bytes.") String publicKey,
    @Schema(description = "All valid keys, the current one first.") List<Key> keys) {

  @Schema(name = "PublicKey")
  public record Key(
      @Schema(description = "`whpk_` and base64 of 32 bytes.") String publicKey,
      @Schema(description = "Since when it is used.") Instant createdAt,
      @Schema(description = "Until when; null for no end.") @Nullable Instant expiresAt) {}

  static PublicKeys of(List<EndpointSecret> valid) {
    List<Key> keys =
        valid.stream()
            .filter(EndpointSecret::isKeyPair)
            .map(pair -> new Key(requireNonNull(pair.publicKey), pair.createdAt, pair.expiresAt))
            .toList();
    return new PublicKeys(keys.getFirst().publicKey(), keys);
  }
}
