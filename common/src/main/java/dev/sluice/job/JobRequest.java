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
 * A client's request for a job, validated.
 *
 * @param chat the request to the model
 * @param runAt the earliest start; null for immediately
 * @param timeout per attempt, from claim to answer; 1 s – 1 h
 * @param expiresIn a job that is still pending after this fails with {@code expired}; null for
 *     never
 * @param maxAttempts 1–10
 * @param metadata at most 16 pairs, in key order
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
