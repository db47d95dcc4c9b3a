package dev.sluice.api.retry;

import dev.sluice.api.errors.ApiError;
import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.UnknownJob;
import dev.sluice.api.stored.Database;
import dev.sluice.api.stored.OpenReceipts;
import dev.sluice.api.submit.Repetition;
import dev.sluice.job.JobId;
import dev.sluice.job.JobRequest;
import dev.sluice.job.JobStatus;
import dev.sluice.job.TenantId;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.UnsealableException;
import dev.sluice.wire.JobRequestFormat;
import dev.sluice.wire.Json;
import dev.sluice.wire.Submission;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Makes of a job that failed or was cancelled what a new one is to be asked for: the same, webhook
 * and its secret included. Times count from the new job's acceptance: it waits for {@code run_at}
 * only where that still lies ahead, and has its whole {@code expires_in_seconds} before it.
 */
@Component
final class Retries {

  private static final Duration BOUND = Duration.ofSeconds(5);

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
   * The repetition of a tenant's job.
   *
   * @throws ApiException 404 where the tenant has no such job; 409 where it has not ended, ended
   *     well, or cannot be repeated
   * @throws dev.sluice.api.stored.DatabaseAwayException within 5 s
   */
  Repetition of(TenantId tenant, JobId id) {
    StoredRequest stored =
        database.call(BOUND, () -> find(tenant, id)).stream()
            .findFirst()
            .orElseThrow(() -> notStored(tenant, id));
    return switch (stored.status()) {
      case FAILED, CANCELLED -> repetition(id, stored);
      case PENDING, PROCESSING -> throw notEnded(stored.status());
      case COMPLETED ->
          throw conflict("job_completed", "The job has completed; there is nothing to retry.");
    };
  }

  private Repetition repetition(JobId id, StoredRequest stored) {
    String document =
        stored
            .request()
            .orElseThrow(() ->
                conflict(
                    "job_request_unknown",
                    "The job was cancelled before it was stored; its request is not known."));
    JobRequest request =
        JobRequestFormat.readAccepted(Json.mapper().readTree(document), clock.instant()).request();
    Optional<String> secret = stored.sealedWebhookSecret().map(sealed -> open(sealed, id));
    return new Repetition(
        id,
        new Submission(request, secret),
        new Submission(withoutPast(request, clock.instant()), secret));
  }

  private String open(String sealed, JobId id) {
    try {
      return secrets.open(sealed, id.toString());
    } catch (UnsealableException _) {
      throw conflict(
          "webhook_secret_unreadable",
          "The job's webhook secret can no longer be read; submit the job anew.");
    }
  }

  private static JobRequest withoutPast(JobRequest request, Instant now) {
    return request.runAt() == null || request.runAt().isAfter(now)
        ? request
        : new JobRequest(
            request.chat(),
            request.webhook(),
            request.priority(),
            null,
            request.timeout(),
            request.expiresIn(),
            request.maxAttempts(),
            request.metadata());
  }

  /** By primary key. */
  private List<StoredRequest> find(TenantId tenant, JobId id) {
    String sql = "SELECT status, request, webhook_secret FROM job WHERE id = ? AND tenant = ?";
    return jdbc.query(sql, Retries::map, id.value(), tenant.value());
  }

  private static StoredRequest map(ResultSet row, int number) throws SQLException {
    return new StoredRequest(
        JobStatus.ofWireName(row.getString("status")).orElseThrow(),
        Optional.ofNullable(row.getString("request")),
        Optional.ofNullable(row.getString("webhook_secret")));
  }

  private ApiException notStored(TenantId tenant, JobId id) {
    return openReceipts.mayBeOnItsWay(tenant, id)
        ? notEnded(JobStatus.PENDING)
        : UnknownJob.exception();
  }

  private static ApiException notEnded(JobStatus status) {
    return conflict(
        "job_not_ended",
        "Only a failed or cancelled job can be retried; this one is %s."
            .formatted(status.wireName()));
  }

  private static ApiException conflict(String code, String message) {
    return new ApiException(ApiError.of(409, code, message));
  }
}
