package dev.sluice.processor.intake;

import static java.util.Objects.requireNonNull;

import dev.sluice.batch.Rows;
import dev.sluice.job.EventType;
import dev.sluice.job.JobId;
import dev.sluice.job.JobRequest;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Webhook;
import dev.sluice.lease.WorkerId;
import dev.sluice.outbox.Outbox;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.claim.Claims;
import dev.sluice.schema.JobRow;
import dev.sluice.wire.JobEvent;
import dev.sluice.wire.JobSubmitted;
import dev.sluice.wire.Json;
import dev.sluice.wire.ModelRequestFormat;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores a batch of submissions with one statement. A submission that is stored already changes
 * nothing, so redelivery is harmless. When no stored job is due, the same statement claims up to
 * {@code reserved} of the new ones.
 */
@Component
class IntakeStore {

  /** What happened to a submission. */
  sealed interface Stored {

    record Claimed(ClaimedJob job) implements Stored {}

    record Waiting() implements Stored {}

    /** Its job was cancelled before it arrived; now its details are stored. */
    record Cancelled() implements Stored {}

    /** Stored before: a redelivery, or a repeated Idempotency-Key. */
    record Repeated() implements Stored {}

    /** Another request is stored under its id. */
    record Conflicting() implements Stored {}
  }

  // Index job_pkey detects conflicts. A conflicting row is updated only when it is a stub, that is
  // a job that was cancelled before its submission arrived; its state is kept. Sorted by id, so
  // that two batches with the same ids cannot deadlock.
  private static final String STORE =
      """
      WITH incoming AS (
        SELECT *
        FROM unnest(
          ?::uuid[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::text[], ?::text[],
          ?::text[], ?::text[], ?::text[],
          ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::int4[], ?::int4[], ?::bool[],
          ?::uuid[]
        ) AS t (
          id, tenant, priority, model, request, digest, metadata,
          webhook_url, webhook_secret, webhook_events,
          created_at, run_at, expires_at, timeout_seconds, max_attempts, fast,
          retried_from)),
      decided AS (
        SELECT incoming.*, (incoming.fast AND clear.fast) AS claim
        FROM incoming, (
          SELECT (EXISTS (SELECT FROM worker WHERE id = ?::uuid AND expires_at > now()) AND
      """
          + Claims.NOTHING_WAITS
          + """
              ) AS fast) AS clear)
          INSERT INTO job (
            id, tenant, priority, model, request, digest, metadata,
            webhook_url, webhook_secret, webhook_events,
            created_at, run_at, expires_at, timeout_seconds, max_attempts, retried_from,
            status, attempt, worker_id, started_at, deadline_at)
          SELECT
            id, tenant, priority, model, request, digest, metadata::jsonb,
            webhook_url, webhook_secret, string_to_array(webhook_events, ','),
            created_at, greatest(run_at, least(created_at, now())), expires_at, timeout_seconds,
            max_attempts, retried_from,
            CASE WHEN claim THEN 'processing' ELSE 'pending' END,
            CASE WHEN claim THEN 1 ELSE 0 END,
            CASE WHEN claim THEN ?::uuid END,
            CASE WHEN claim THEN now() END,
            CASE WHEN claim THEN now() + timeout_seconds * interval '1 second' END
          FROM decided
          ORDER BY id
          ON CONFLICT (id) DO UPDATE
          SET priority = excluded.priority,
              model = excluded.model,
              request = excluded.request,
              digest = excluded.digest,
              metadata = excluded.metadata,
              webhook_url = excluded.webhook_url,
              webhook_secret = excluded.webhook_secret,
              webhook_events = excluded.webhook_events,
              created_at = excluded.created_at,
              run_at = excluded.run_at,
              expires_at = excluded.expires_at,
              timeout_seconds = excluded.timeout_seconds,
              max_attempts = excluded.max_attempts,
              retried_from = excluded.retried_from,
              stub = false
          WHERE job.stub AND job.tenant = excluded.tenant
          RETURNING
          """
          + JobRow.COLUMNS;

  private static final String SAME_REQUEST =
      """
      SELECT job.id
      FROM unnest(?::uuid[], ?::text[], ?::text[]) AS t (id, tenant, digest)
      JOIN job ON job.id = t.id
      WHERE job.tenant = t.tenant AND job.digest IS NOT DISTINCT FROM t.digest
      """;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Outbox outbox;
  private final Clock clock;

  IntakeStore(JdbcTemplate jdbc, TransactionTemplate transaction, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.outbox = new Outbox(jdbc);
    this.clock = clock;
  }

  /**
   * Stores all of them in one transaction.
   *
   * @param submissions with different ids
   * @param worker that claims; null to claim nothing
   * @param reserved how many jobs may be claimed
   * @return one result per submission, in the same order
   */
  List<Stored> store(List<JobSubmitted> submissions, @Nullable WorkerId worker, int reserved) {
    return requireNonNull(
        transaction.execute(_ -> storeInTransaction(submissions, worker, reserved)));
  }

  private List<Stored> storeInTransaction(
      List<JobSubmitted> submissions, @Nullable WorkerId worker, int reserved) {
    Set<JobId> fast = worker == null ? Set.of() : firstDue(submissions, reserved);
    Map<JobId, JobRow> written = new LinkedHashMap<>();
    UUID workerId = worker == null ? null : worker.value();
    for (JobRow row : jdbc.query(STORE, JobRow::map, parameters(submissions, fast, workerId))) {
      written.put(row.job().jobId(), row);
    }
    appendCancelled(written.values());
    Set<JobId> repeated =
        repeated(submissions.stream().filter(s -> !written.containsKey(s.jobId())).toList());
    return submissions.stream()
        .map(submission -> stored(submission, written.get(submission.jobId()), worker, repeated))
        .toList();
  }

  private static Stored stored(
      JobSubmitted submission,
      @Nullable JobRow row,
      @Nullable WorkerId worker,
      Set<JobId> repeated) {
    if (row == null) {
      return repeated.contains(submission.jobId())
          ? new Stored.Repeated()
          : new Stored.Conflicting();
    }
    return switch (row.job().status()) {
      case PROCESSING ->
          new Stored.Claimed(
              new ClaimedJob(
                  submission.jobId(),
                  submission.tenant(),
                  requireNonNull(worker),
                  row.job().attempt(),
                  0,
                  submission.request().chat(),
                  submission.request().timeout(),
                  submission.request().maxAttempts(),
                  submission.request().metadata(),
                  submission.createdAt(),
                  requireNonNull(row.job().startedAt()),
                  row.job().progress(),
                  row.job().retriedFrom()));
      case PENDING -> new Stored.Waiting();
      case CANCELLED -> new Stored.Cancelled();
      case COMPLETED, FAILED -> throw new IllegalStateException("a new job has not ended");
    };
  }

  /** The first due ones in the order of claims. */
  private Set<JobId> firstDue(List<JobSubmitted> submissions, int max) {
    Instant now = clock.instant();
    return submissions.stream()
        .filter(s -> s.request().runAt() == null || !s.request().runAt().isAfter(now))
        .filter(s -> !isExpired(s, now))
        .sorted(
            Comparator.comparing((JobSubmitted s) -> s.request().priority())
                .thenComparing(JobSubmitted::createdAt))
        .limit(max)
        .map(JobSubmitted::jobId)
        .collect(Collectors.toSet());
  }

  private static Object[] parameters(
      List<JobSubmitted> submissions, Set<JobId> fast, @Nullable UUID worker) {
    String workerText = worker == null ? "00000000-0000-0000-0000-000000000000" : worker.toString();
    return Rows.of(submissions)
        .uuid(s -> s.jobId().value())
        .text(s -> s.tenant().value())
        .text(s -> s.request().priority().wireName())
        .text(s -> s.request().chat().model())
        .bytes(s -> ModelRequestFormat.write(s.request().chat()))
        .text(s -> s.digest().orElse(null))
        .text(s -> metadata(s.request()))
        .text(s -> s.request().webhook() == null ? null : s.request().webhook().url())
        .text(s -> s.sealedWebhookSecret().orElse(null))
        .text(s -> events(s.request()))
        .timestamp(JobSubmitted::createdAt)
        .timestamp(s -> s.request().runAt())
        .timestamp(IntakeStore::expiresAt)
        .integer(s -> (int) s.request().timeout().toSeconds())
        .integer(s -> s.request().maxAttempts())
        .bool(s -> fast.contains(s.jobId()))
        .uuid(s -> s.retriedFrom().map(JobId::value).orElse(null))
        .scalar(workerText)
        .scalar(workerText)
        .parameters();
  }

  private static String metadata(JobRequest request) {
    return request.metadata().isEmpty()
        ? "{}"
        : Json.mapper().writeValueAsString(request.metadata());
  }

  private static boolean isExpired(JobSubmitted submission, Instant now) {
    Instant expiresAt = expiresAt(submission);
    return expiresAt != null && !expiresAt.isAfter(now);
  }

  private static @Nullable Instant expiresAt(JobSubmitted submission) {
    return submission.request().expiresIn() == null
        ? null
        : submission.createdAt().plus(submission.request().expiresIn());
  }

  private static @Nullable String events(JobRequest request) {
    Webhook webhook = request.webhook();
    return webhook == null
        ? null
        : webhook.events().stream().map(EventType::wireName).collect(Collectors.joining(","));
  }

  /** Stubs have no event yet, as the job was unknown when it was cancelled. */
  private void appendCancelled(Collection<JobRow> written) {
    outbox.append(
        written.stream()
            .filter(row -> row.job().status() == JobStatus.CANCELLED)
            .map(row -> JobEvent.of(EventType.CANCELLED, row.job(), row.tenant(), clock.instant()))
            .map(JobEvent::toOutboxEvent)
            .toList());
  }

  private Set<JobId> repeated(List<JobSubmitted> notWritten) {
    if (notWritten.isEmpty()) {
      return Set.of();
    }
    return jdbc
        .queryForList(
            SAME_REQUEST,
            UUID.class,
            Rows.of(notWritten)
                .uuid(s -> s.jobId().value())
                .text(s -> s.tenant().value())
                .text(s -> s.digest().orElse(null))
                .parameters())
        .stream()
        .map(JobId::new)
        .collect(Collectors.toSet());
  }
}
