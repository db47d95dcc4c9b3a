package dev.sluice.webhooks.endpoint;

import static java.util.Objects.requireNonNull;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What verifies an endpoint's {@code v1a} signatures.
 *
 * @param publicKey the current one
 * @param keys all that are valid, the current one first
 */
public record PublicKeys(
    @Schema(description = "The current one: `whpk_` and base64 of 32 bytes.") String publicKey,
    @Schema(description = "All valid keys, the current one first.") List<Key> keys) {

  /** One of them: {@code whpk_} and base64, and until when it is used; null for no end. */
  @Schema(name = "PublicKey")
  public record Key(
      @Schema(description = "`whpk_` and base64 of 32 bytes.") String publicKey,
      @Schema(description = "Since when it is used.") Instant createdAt,
      @Schema(description = "Until when; null for no end.") @Nullable Instant expiresAt) {}

  /** Of an endpoint that has such signatures. */
  static PublicKeys of(List<EndpointSecret> valid) {
    List<Key> keys =
        valid.stream()
            .filter(secret -> secret.is(EndpointSecret.Kind.KEY_PAIR))
            .map(pair ->
                new Key(requireNonNull(pair.publicKey()), pair.createdAt(), pair.expiresAt()))
            .toList();
    return new PublicKeys(keys.getFirst().publicKey(), keys);
  }
}
