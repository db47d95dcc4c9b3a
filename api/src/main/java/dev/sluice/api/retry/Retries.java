package dev.sluice.api.retry;

import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.ErrorCode;
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
      case COMPLETED -> throw ErrorCode.JOB_COMPLETED.exception();
    };
  }

  private Repetition repetition(JobId id, StoredRequest stored) {
    String document = stored.request().orElseThrow(ErrorCode.JOB_REQUEST_UNKNOWN::exception);
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
      throw ErrorCode.WEBHOOK_SECRET_UNREADABLE.exception();
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
        : ErrorCode.JOB_NOT_FOUND.exception();
  }

  private static ApiException notEnded(JobStatus status) {
    return ErrorCode.JOB_NOT_ENDED.exception(status.wireName());
  }
}
