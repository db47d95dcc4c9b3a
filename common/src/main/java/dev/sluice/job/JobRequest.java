package dev.sluice.job;

import static java.util.Objects.requireNonNull;

import dev.sluice.chat.ModelRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, validated.
 *
 * @param chat what is asked of the model
 * @param timeout from claim to answer, per attempt; 1 s – 1 h
 * @param runAt not before this; absent means at once
 * @param expiresIn the job fails with {@code expired} where it is still pending after this; absent
 *     means never
 * @param maxAttempts 1–10
 * @param metadata at most 16 pairs; iterated in key order
 */
public record JobRequest(
    ModelRequest chat,
    @Nullable Webhook webhook,
    Priority priority,
    @Nullable Instant runAt,
    Duration timeout,
    @Nullable Duration expiresIn,
    int maxAttempts,
    Map<String, String> metadata) {

  public JobRequest {
    requireNonNull(chat);
    requireNonNull(priority);
    requireNonNull(timeout);
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }
}
