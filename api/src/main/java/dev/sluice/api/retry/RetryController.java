package dev.sluice.api.retry;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.submit.IdempotencyKey;
import dev.sluice.api.submit.Submissions;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.wire.Submission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Jobs")
@RestController
class RetryController {

  private final Retries retries;
  private final Submissions submissions;

  RetryController(Retries retries, Submissions submissions) {
    this.retries = retries;
    this.submissions = submissions;
  }

  /** Takes no body, and ignores one. */
  @Operation(
      operationId = "retryJob",
      summary = "Repeat a job",
      description = "Creates a new job with the request of one that failed or was cancelled.")
  @IdempotencyKey.Accepted
  @ApiResponse(
      responseCode = "202",
      description = "The new job.",
      headers = @Header(name = "Location", ref = "Location"),
      content = @Content(schema = @Schema(implementation = Job.class)))
  @ApiResponse(
      responseCode = "200",
      description = "Repeated before, with the same Idempotency-Key.",
      headers = {
        @Header(name = "Location", ref = "Location"),
        @Header(name = "Idempotent-Replayed", ref = "Idempotent-Replayed")
      },
      content = @Content(schema = @Schema(implementation = Job.class)))
  @Errors({
    ErrorCode.IDEMPOTENCY_KEY_REUSED,
    ErrorCode.TOKEN_LIMIT_TOO_SMALL,
    ErrorCode.TOKEN_LIMIT_EXCEEDED,
    ErrorCode.SUBMISSION_UNAVAILABLE,
    ErrorCode.JOB_NOT_FOUND,
    ErrorCode.JOB_NOT_ENDED,
    ErrorCode.JOB_COMPLETED,
    ErrorCode.JOB_REQUEST_UNKNOWN,
    ErrorCode.WEBHOOK_SECRET_UNREADABLE,
    ErrorCode.BODY_TOO_LARGE,
    ErrorCode.DATABASE_UNAVAILABLE
  })
  @PostMapping(path = "/v1/jobs/{id}/retry", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> retry(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    Optional<String> key = IdempotencyKey.of(request);
    JobId jobId = JobId.parse(id).orElseThrow(ErrorCode.JOB_NOT_FOUND::exception);
    Submission submission = retries.of(caller.tenant(), jobId);
    return submissions.retry(caller, jobId, submission, key).response();
  }
}
