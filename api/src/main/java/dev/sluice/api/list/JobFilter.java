package dev.sluice.api.list;

import dev.sluice.job.JobStatus;
import dev.sluice.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a listing shows: those that meet every condition given.
 *
 * @param createdAfter exclusive
 * @param createdBefore exclusive
 * @param metadata pairs that a job must all have
 */
record JobFilter(
    @Nullable JobStatus status,
    @Nullable String model,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore,
    Map<String, String> metadata) {

  JobFilter {
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** Equal exactly for equal filters: what a cursor is bound to. */
  byte[] identity() {
    return Json.mapper().writeValueAsString(this).getBytes(StandardCharsets.UTF_8);
  }
}
