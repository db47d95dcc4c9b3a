package dev.sluice.api.submit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.api.storage.DatabaseUnavailableException;
import dev.sluice.api.storage.StoredJobs;
import dev.sluice.api.storage.StoredSubmission;
import dev.sluice.job.JobId;
import dev.sluice.wire.JobSubmitted;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes one job of all submissions under one idempotency key. In this process the first to come
 * asks the database and appends; the others wait for what becomes of it and append nothing. Across
 * processes the same key gives the same id, of which intake stores one. The database being away
 * does not stop a submission: then only this process's memory tells a repetition.
 */
@Component
public final class IdempotentSubmissions {

  private final StoredJobs stored;
  private final Duration readTimeout;

  /** Bounded: a forgotten key costs a database read and a second append, which intake drops. */
  private final Cache<JobId, CompletableFuture<Led>> recent;

  IdempotentSubmissions(StoredJobs stored, SubmitProperties properties) {
    this.stored = stored;
    this.readTimeout = properties.idempotencyReadTimeout();
    this.recent =
        Caffeine.newBuilder()
            .maximumSize(properties.rememberedKeys())
            .expireAfterWrite(properties.rememberKeysFor())
            .build();
  }

  /** What became of the first submission under an id. */
  private sealed interface Led {}

  /** It is accepted, or was before. */
  private record Known(Optional<String> digest, Instant createdAt) implements Led {}

  /** It is refused, and so is whoever has waited for it; not kept. */
  private record Refused(Optional<String> digest, SubmitOutcome.Refused outcome) implements Led {}

  /** When this process accepted the job; empty where it did not, or not lately. */
  public Optional<Instant> acceptedAt(JobId id) {
    CompletableFuture<Led> first = recent.getIfPresent(id);
    return first != null && first.isDone() && first.join() instanceof Known known
        ? Optional.of(known.createdAt())
        : Optional.empty();
  }

  /**
   * Replays what is known under the id, else runs {@code append}, once for all who wait: whatever
   * that charges is charged once, and nothing for a replay.
   */
  SubmitOutcome submit(JobSubmitted submitted, Supplier<SubmitOutcome> append) {
    CompletableFuture<Led> mine = new CompletableFuture<>();
    CompletableFuture<Led> first = recent.asMap().putIfAbsent(submitted.jobId(), mine);
    return first == null ? lead(submitted, append, mine) : follow(submitted, first);
  }

  private SubmitOutcome lead(
      JobSubmitted submitted, Supplier<SubmitOutcome> append, CompletableFuture<Led> mine) {
    Led led = new Refused(submitted.digest(), SubmitOutcome.Refused.unavailable());
    try {
      StoredSubmission found = findStored(submitted).orElse(null);
      if (found != null) {
        Known known = new Known(found.digest(), createdAt(found, submitted));
        led = known;
        return replay(submitted, known, found);
      }
      SubmitOutcome outcome = append.get();
      if (outcome instanceof SubmitOutcome.Accepted) {
        led = new Known(submitted.digest(), submitted.createdAt());
      } else if (outcome instanceof SubmitOutcome.Refused refused) {
        led = new Refused(submitted.digest(), refused);
      }
      return outcome;
    } finally {
      // A stub's digest is still to come, and what was not accepted may be tried again.
      if (!(led instanceof Known known) || known.digest().isEmpty()) {
        recent.asMap().remove(submitted.jobId(), mine);
      }
      mine.complete(led);
    }
  }

  private SubmitOutcome follow(JobSubmitted submitted, CompletableFuture<Led> first) {
    // Bounded by the first one's own bounds: its read and its append.
    return switch (first.join()) {
      case Known known when isSame(submitted, known) ->
          replay(submitted, known, findStored(submitted).orElse(null));
      case Known _ -> SubmitOutcome.Refused.keyReused();
      case Refused(var digest, var outcome) when digest.equals(submitted.digest()) -> outcome;
      // What another request was refused for is nothing to this one.
      case Refused _ -> SubmitOutcome.Refused.unavailable();
    };
  }

  private static SubmitOutcome replay(
      JobSubmitted submitted, Known known, @Nullable StoredSubmission found) {
    if (!isSame(submitted, known)) {
      return SubmitOutcome.Refused.keyReused();
    }
    return new SubmitOutcome.Replayed(
        found == null ? Admission.pending(submitted, known.createdAt()) : found.job());
  }

  /** A job that was cancelled before it was stored has no digest, and stands for any request. */
  private static boolean isSame(JobSubmitted submitted, Known known) {
    return known.digest().isEmpty() || known.digest().equals(submitted.digest());
  }

  private Optional<StoredSubmission> findStored(JobSubmitted submitted) {
    try {
      return stored.findSubmission(submitted.tenant(), submitted.jobId(), readTimeout);
    } catch (DatabaseUnavailableException _) {
      // Accepting goes on without the database; intake tells a repetition in the end.
      return Optional.empty();
    }
  }

  private static Instant createdAt(StoredSubmission found, JobSubmitted submitted) {
    Instant createdAt = found.job().createdAt();
    return createdAt == null ? submitted.createdAt() : createdAt;
  }
}
