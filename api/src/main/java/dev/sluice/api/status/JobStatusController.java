package dev.sluice.api.status;

import dev.sluice.api.access.Caller;
import dev.sluice.api.errors.ApiError;
import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.UnknownJob;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class JobStatusController {

  private static final int MAX_WAIT_SECONDS = 60;

  private final JobReader jobs;
  private final EndWatch ends;

  JobStatusController(JobReader jobs, EndWatch ends) {
    this.jobs = jobs;
    this.ends = ends;
  }

  /** Spring answers 304 by itself where an ETag matches If-None-Match. */
  @GetMapping(path = "/v1/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> status(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String wait,
      HttpServletRequest request) {
    Duration patience = patience(wait);
    JobId jobId = JobId.parse(id).orElseThrow(UnknownJob::exception);
    Job job = read(caller.tenant(), jobId);
    if (patience.isPositive() && !job.isTerminal()) {
      ends.await(request, caller.tenant(), jobId, patience);
      job = read(caller.tenant(), jobId);
    }
    byte[] body = Json.mapper().writeValueAsBytes(job);
    // "*" matches whatever there is (RFC 9110, 13.1.2); Spring leaves it to PUT.
    boolean known = "*".equals(request.getHeader(HttpHeaders.IF_NONE_MATCH));
    return ResponseEntity.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
        .eTag(ETags.of(body))
        .cacheControl(CacheControl.noCache().cachePrivate())
        .contentType(MediaType.APPLICATION_JSON)
        .body(known ? null : body);
  }

  private Job read(TenantId tenant, JobId id) {
    return jobs.read(tenant, id).orElseThrow(UnknownJob::exception);
  }

  private static Duration patience(@Nullable String wait) {
    if (wait == null) {
      return Duration.ZERO;
    }
    if (wait.matches("[0-9]{1,2}") && Integer.parseInt(wait) <= MAX_WAIT_SECONDS) {
      return Duration.ofSeconds(Integer.parseInt(wait));
    }
    throw new ApiException(
        ApiError.invalid(
            "validation_error", "wait must be an integer from 0 to 60, in seconds.", "wait"));
  }
}
