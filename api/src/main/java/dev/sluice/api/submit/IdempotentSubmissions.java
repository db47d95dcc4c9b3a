package dev.sluice.api.submit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.storage.DatabaseUnavailableException;
import dev.sluice.api.storage.StoredJobs;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.wire.JobSubmitted;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Accepts one job of all submissions with the same idempotency key. In this process the first reads
 * the database and appends; concurrent ones wait for its result. Across processes the same key
 * gives the same id, of which intake stores one. While the database is unavailable, submissions are
 * accepted, and only this process's memory finds repetitions.
 */
@Component
public final class IdempotentSubmissions {

  private final StoredJobs stored;
  private final Duration readTimeout;

  /** Bounded: a forgotten key costs a database read and a second append, which intake drops. */
  private final Cache<JobId, CompletableFuture<First>> recent;

  IdempotentSubmissions(StoredJobs stored, SubmitProperties properties) {
    this.stored = stored;
    this.readTimeout = properties.idempotencyReadTimeout();
    this.recent =
        Caffeine.newBuilder()
            .maximumSize(properties.rememberedKeys())
            .expireAfterWrite(properties.rememberKeysFor())
            .build();
  }

  /** The result of the first submission under an id. */
  private sealed interface First {

    /**
     * Accepted, now or before.
     *
     * @param digest empty if the job was cancelled before it was stored; it matches any request
     */
    record Accepted(Optional<String> digest, Instant createdAt) implements First {}

    /** Refused, like all that waited for it; not remembered. */
    record Refused(Optional<String> digest, ApiError error) implements First {}
  }

  /** When the job was accepted, if this process knows that. */
  public Optional<Instant> acceptedAt(JobId id) {
    CompletableFuture<First> first = recent.getIfPresent(id);
    return first != null && first.isDone() && first.join() instanceof First.Accepted accepted
        ? Optional.of(accepted.createdAt())
        : Optional.empty();
  }

  /**
   * Replays an accepted submission with this id; if there is none, calls {@code accept}, once for
   * all that wait, so that they are charged once. A replay is not charged.
   */
  Acceptance submit(JobSubmitted submitted, Supplier<Job> accept) {
    CompletableFuture<First> mine = new CompletableFuture<>();
    CompletableFuture<First> first = recent.asMap().putIfAbsent(submitted.jobId(), mine);
    // The wait is bounded by the bounds of the first one's read and append.
    return first == null ? lead(submitted, accept, mine) : follow(submitted, first.join());
  }

  private Acceptance lead(
      JobSubmitted submitted, Supplier<Job> accept, CompletableFuture<First> mine) {
    ApiError unavailable = ErrorCode.SUBMISSION_UNAVAILABLE.error();
    First result = new First.Refused(submitted.digest(), unavailable);
    try {
      Optional<StoredJobs.Submission> found = findStored(submitted);
      if (found.isPresent()) {
        Instant createdAt = found.get().job().createdAt();
        var accepted =
            new First.Accepted(
                found.get().digest(), createdAt == null ? submitted.createdAt() : createdAt);
        result = accepted;
        return replay(submitted, accepted, found);
      }
      try {
        Job job = accept.get();
        result = new First.Accepted(submitted.digest(), submitted.createdAt());
        return new Acceptance(job, false);
      } catch (ApiException e) {
        result = new First.Refused(submitted.digest(), e.error());
        throw e;
      }
    } finally {
      // Without a digest its request is still to be stored; what was refused may be repeated.
      if (!(result instanceof First.Accepted accepted) || accepted.digest().isEmpty()) {
        recent.asMap().remove(submitted.jobId(), mine);
      }
      mine.complete(result);
    }
  }

  private Acceptance follow(JobSubmitted submitted, First first) {
    return switch (first) {
      case First.Accepted accepted when matches(submitted, accepted) ->
          replay(submitted, accepted, findStored(submitted));
      case First.Accepted _ -> throw ErrorCode.IDEMPOTENCY_KEY_REUSED.exception();
      case First.Refused(var digest, var error) when digest.equals(submitted.digest()) ->
          throw new ApiException(error);
      // The first one's error does not concern a different request.
      case First.Refused _ -> throw ErrorCode.SUBMISSION_UNAVAILABLE.exception();
    };
  }

  private static Acceptance replay(
      JobSubmitted submitted, First.Accepted accepted, Optional<StoredJobs.Submission> found) {
    if (!matches(submitted, accepted)) {
      throw ErrorCode.IDEMPOTENCY_KEY_REUSED.exception();
    }
    Job job =
        found
            .map(StoredJobs.Submission::job)
            .orElseGet(() -> AcceptedJobs.pending(submitted, accepted.createdAt()));
    return new Acceptance(job, true);
  }

  private static boolean matches(JobSubmitted submitted, First.Accepted accepted) {
    return accepted.digest().isEmpty() || accepted.digest().equals(submitted.digest());
  }

  private Optional<StoredJobs.Submission> findStored(JobSubmitted submitted) {
    try {
      return stored.findSubmission(submitted.tenant(), submitted.jobId(), readTimeout);
    } catch (DatabaseUnavailableException _) {
      // Intake finds the repetition.
      return Optional.empty();
    }
  }
}
