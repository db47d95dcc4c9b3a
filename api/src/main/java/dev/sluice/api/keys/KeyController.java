package dev.sluice.api.keys;

import dev.sluice.api.body.JsonBody;
import dev.sluice.api.errors.ApiError;
import dev.sluice.api.errors.ApiException;
import dev.sluice.api.stored.Database;
import dev.sluice.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
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

/** Keys are made, listed and revoked by callers with scope {@code admin}. */
@RestController
@RequestMapping("/v1/admin/keys")
class KeyController {

  /** The newest ones are listed; older ones still work, and can be revoked by id. */
  private static final int MAX_LISTED = 1000;

  private static final Duration BOUND = Duration.ofSeconds(5);

  private final ApiKeys keys;
  private final KeyLookup lookup;
  private final Database database;
  private final JsonBody body;
  private final Clock clock;
  private final SecureRandom random;

  KeyController(
      ApiKeys keys,
      KeyLookup lookup,
      Database database,
      JsonBody body,
      Clock clock,
      SecureRandom random) {
    this.keys = keys;
    this.lookup = lookup;
    this.database = database;
    this.body = body;
    this.clock = clock;
    this.random = random;
  }

  private record Listing(List<KeyView> items) {}

  @PostMapping(
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> create(HttpServletRequest request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    KeyRequest wanted = KeyRequest.read(body.read(request), now);
    String key = KeyHash.newKey(random);
    ApiKey stored =
        new ApiKey(UUID.randomUUID(), KeyHash.of(key), wanted.name(), wanted.grant(), now);
    database.call(BOUND, () -> keys.save(stored));
    return ResponseEntity.created(URI.create("/v1/admin/keys/" + stored.id()))
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(KeyView.of(stored, key)));
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> list() {
    List<KeyView> items =
        database.call(BOUND, () -> keys.newest(Limit.of(MAX_LISTED))).stream()
            .map(key -> KeyView.of(key, null))
            .toList();
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(new Listing(items)));
  }

  /** Revoking twice is revoking once. */
  @DeleteMapping("/{id}")
  ResponseEntity<Void> revoke(@PathVariable String id) {
    ApiKey key = database.call(BOUND, () -> keys.findById(parse(id))).orElseThrow(this::unknown);
    database.call(BOUND, () -> keys.revoke(key.id(), clock.instant()));
    lookup.forget(key.hash());
    return ResponseEntity.noContent().build();
  }

  private UUID parse(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException _) {
      throw unknown();
    }
  }

  private ApiException unknown() {
    return new ApiException(ApiError.of(404, "key_not_found", "Key not found"));
  }
}
