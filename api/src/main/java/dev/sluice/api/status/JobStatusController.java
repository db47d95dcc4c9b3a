package dev.sluice.api.status;

import dev.sluice.api.access.Caller;
import dev.sluice.api.errors.ApiError;
import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.UnknownJob;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.wire.Json;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
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

  JobStatusController(JobReader jobs) {
    this.jobs = jobs;
  }

  /** Spring answers 304 by itself where the ETag matches If-None-Match. */
  @GetMapping(path = "/v1/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> status(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String wait) {
    Duration patience = patience(wait);
    Job job =
        JobId.parse(id)
            .flatMap(jobId -> jobs.read(caller.tenant(), jobId, patience))
            .orElseThrow(UnknownJob::exception);
    byte[] body = Json.mapper().writeValueAsBytes(job);
    return ResponseEntity.ok()
        .eTag(ETags.of(body))
        .cacheControl(CacheControl.noCache().cachePrivate())
        .contentType(MediaType.APPLICATION_JSON)
        .body(body);
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
