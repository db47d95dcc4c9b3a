package dev.sluice.api.keys;

import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.http.errors.PathIds;
import dev.sluice.api.storage.Database;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Creates, lists and revokes API keys, for callers with scope {@code admin}. */
@Tag(name = "Keys", description = "API keys: their scopes, limits and expiry.")
@Errors(ErrorCode.DATABASE_UNAVAILABLE)
@RestController
@RequestMapping("/v1/admin/keys")
class KeyController {

  /** Older keys still work and can be revoked by id. */
  private static final int MAX_LISTED = 1000;

  private final ApiKeys keys;
  private final KeyLookup lookup;
  private final Database database;
  private final Clock clock;
  private final SecureRandom random;

  KeyController(
      ApiKeys keys, KeyLookup lookup, Database database, Clock clock, SecureRandom random) {
    this.keys = keys;
    this.lookup = lookup;
    this.database = database;
    this.clock = clock;
    this.random = random;
  }

  @Schema(name = "KeyList")
  record Listing(@Schema(description = "The newest 1000, newest first.") List<KeyView> items) {}

  @Operation(
      operationId = "createKey",
      summary = "Create a key",
      description = "The key itself is returned only here.")
  @ApiResponse(
      responseCode = "201",
      description = "The key.",
      content = @Content(schema = @Schema(implementation = KeyView.NewKey.class)))
  @PostMapping(
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<KeyView> create(@RequestBody(required = true) KeyRequest request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    KeyGrant grant = request.grant(now);
    String key = KeyHash.newKey(random);
    ApiKey stored = new ApiKey(UUID.randomUUID(), KeyHash.of(key), request.name(), grant, now);
    database.call(() -> keys.save(stored));
    return ResponseEntity.created(URI.create("/v1/admin/keys/" + stored.id()))
        .body(KeyView.of(stored, key));
  }

  @Operation(
      operationId = "listKeys",
      summary = "List the keys",
      description = "Revoked and expired ones included.")
  @ApiResponse(responseCode = "200", description = "The keys.")
  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  Listing list() {
    return new Listing(
        database.call(() -> keys.newest(Limit.of(MAX_LISTED))).stream()
            .map(key -> KeyView.of(key, null))
            .toList());
  }

  @Operation(
      operationId = "revokeKey",
      summary = "Revoke a key",
      description = "Takes effect within 10 s on every replica. Repeatable.")
  @ApiResponse(responseCode = "204", description = "The key is revoked.", content = @Content)
  @Errors(ErrorCode.KEY_NOT_FOUND)
  @DeleteMapping("/{id}")
  ResponseEntity<Void> revoke(@PathVariable String id) {
    UUID keyId = PathIds.read(id, ErrorCode.KEY_NOT_FOUND::exception);
    ApiKey key =
        database.call(() -> keys.findById(keyId)).orElseThrow(ErrorCode.KEY_NOT_FOUND::exception);
    database.call(() -> keys.revoke(key.id(), clock.instant()));
    lookup.forget(key.hash());
    return ResponseEntity.noContent().build();
  }
}
