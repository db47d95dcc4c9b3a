package dev.sluice.api.retry;

import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.storage.Database;
import dev.sluice.api.storage.OpenReceipts;
import dev.sluice.job.EventType;
import dev.sluice.job.JobId;
import dev.sluice.job.JobRequest;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Priority;
import dev.sluice.job.TenantId;
import dev.sluice.job.Webhook;
import dev.sluice.schema.JobRow;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.UnsealableException;
import dev.sluice.wire.ModelRequestFormat;
import dev.sluice.wire.RequestReader;
import dev.sluice.wire.Submission;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Reads the request of a failed or cancelled job for a new one, webhook and secret included. {@code
 * run_at} is kept only if it is in the future; {@code expires_in_seconds} counts from the new job's
 * acceptance.
 */
@Component
final class Retries {

  // Index job_pkey.
  private static final String FIND =
      """
      SELECT status, attempt, model, request, priority, created_at, run_at, expires_at,
             timeout_seconds, max_attempts, metadata, webhook_url, webhook_events, webhook_secret
      FROM job
      WHERE id = ? AND tenant = ?
      """;

  /** A stored job; its request is unknown if it was cancelled before it was stored. */
  private record StoredJob(
      JobStatus status, Optional<JobRequest> request, Optional<String> sealedWebhookSecret) {}

  private final JdbcTemplate jdbc;
  private final Database database;
  private final OpenReceipts openReceipts;
  private final SecretBox secrets;
  private final Clock clock;

  Retries(
      JdbcTemplate jdbc,
      Database database,
      OpenReceipts openReceipts,
      SecretBox secrets,
      Clock clock) {
    this.jdbc = jdbc;
    this.database = database;
    this.openReceipts = openReceipts;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * The submission that repeats a tenant's job.
   *
   * @throws ApiException 404 if the tenant has no such job; 409 if it has not ended, has completed,
   *     or cannot be repeated
   * @throws dev.sluice.api.storage.DatabaseUnavailableException within 5 s
   */
  Submission of(TenantId tenant, JobId id) {
    StoredJob job =
        database.call(() -> find(tenant, id)).stream()
            .findFirst()
            .orElseThrow(() -> notStored(tenant, id));
    return switch (job.status()) {
      case FAILED, CANCELLED -> submission(id, job);
      case PENDING, PROCESSING -> throw notEnded(job.status());
      case COMPLETED -> throw ErrorCode.JOB_COMPLETED.exception();
    };
  }

  private Submission submission(JobId id, StoredJob job) {
    JobRequest request = job.request().orElseThrow(ErrorCode.JOB_REQUEST_UNKNOWN::exception);
    return new Submission(
        request,
        job.sealedWebhookSecret().map(sealed -> open(sealed, id)),
        RequestReader.promptTokens(request.chat()));
  }

  private String open(String sealed, JobId id) {
    try {
      return secrets.open(sealed, id.toString());
    } catch (UnsealableException _) {
      throw ErrorCode.WEBHOOK_SECRET_UNREADABLE.exception();
    }
  }

  private List<StoredJob> find(TenantId tenant, JobId id) {
    Instant now = clock.instant();
    return jdbc.query(FIND, (row, _) -> map(row, now), id.value(), tenant.value());
  }

  private static StoredJob map(ResultSet row, Instant now) throws SQLException {
    byte[] chat = row.getBytes("request");
    return new StoredJob(
        JobStatus.ofWireName(row.getString("status")).orElseThrow(),
        chat == null ? Optional.empty() : Optional.of(request(row, chat, now)),
        Optional.ofNullable(row.getString("webhook_secret")));
  }

  private static JobRequest request(ResultSet row, byte[] chat, Instant now) throws SQLException {
    return new JobRequest(
        ModelRequestFormat.read(row.getString("model"), chat),
        webhook(row),
        Priority.ofWireName(row.getString("priority")).orElseThrow(),
        runAt(row, now),
        Duration.ofSeconds(row.getInt("timeout_seconds")),
        expiresIn(row),
        row.getInt("max_attempts"),
        JobRow.metadata(row));
  }

  /** Once a job has been claimed, its {@code run_at} is that of a retry. */
  private static @Nullable Instant runAt(ResultSet row, Instant now) throws SQLException {
    Instant runAt = JobRow.instant(row, "run_at");
    return row.getInt("attempt") == 0 && runAt != null && runAt.isAfter(now) ? runAt : null;
  }

  private static @Nullable Duration expiresIn(ResultSet row) throws SQLException {
    Instant createdAt = JobRow.instant(row, "created_at");
    Instant expiresAt = JobRow.instant(row, "expires_at");
    if (createdAt == null || expiresAt == null) {
      return null;
    }
    // Both are rounded to microseconds.
    return Duration.ofSeconds(Duration.between(createdAt, expiresAt).plusMillis(1).toSeconds());
  }

  private static @Nullable Webhook webhook(ResultSet row) throws SQLException {
    String url = row.getString("webhook_url");
    if (url == null) {
      return null;
    }
    String[] events = (String[]) row.getArray("webhook_events").getArray();
    return new Webhook(
        url,
        Arrays.stream(events)
            .map(name -> EventType.ofWireName(name).orElseThrow())
            .collect(Collectors.toUnmodifiableSet()));
  }

  private ApiException notStored(TenantId tenant, JobId id) {
    return openReceipts.mayBeInTopic(tenant, id)
        ? notEnded(JobStatus.PENDING)
        : ErrorCode.JOB_NOT_FOUND.exception();
  }

  private static ApiException notEnded(JobStatus status) {
    return ErrorCode.JOB_NOT_ENDED.exception(status.wireName());
  }
}
