package dev.sluice.api.retry;

import dev.sluice.api.access.Caller;
import dev.sluice.api.errors.UnknownJob;
import dev.sluice.api.submit.IdempotencyKey;
import dev.sluice.api.submit.Submissions;
import dev.sluice.job.JobId;
import dev.sluice.wire.Submission;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RetryController {

  private final Retries retries;
  private final Submissions submissions;

  RetryController(Retries retries, Submissions submissions) {
    this.retries = retries;
    this.submissions = submissions;
  }

  /** Takes no body, and ignores one. */
  @PostMapping(path = "/v1/jobs/{id}/retry", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> retry(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    Optional<String> key = IdempotencyKey.of(request);
    JobId jobId = JobId.parse(id).orElseThrow(UnknownJob::exception);
    Submission submission = retries.of(caller.tenant(), jobId);
    return submissions.retry(caller, jobId, submission, key).response();
  }
}
