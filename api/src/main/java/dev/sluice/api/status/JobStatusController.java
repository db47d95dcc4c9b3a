package dev.sluice.api.status;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.Json;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
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

@Tag(name = "Jobs")
@RestController
class JobStatusController {

  private static final int MAX_WAIT_SECONDS = 60;
  private static final int ETAG_BYTES = 16;

  private final JobLookup jobs;
  private final CompletionPoller completions;

  JobStatusController(JobLookup jobs, CompletionPoller completions) {
    this.jobs = jobs;
    this.completions = completions;
  }

  /** Spring answers 304 by itself where an ETag matches If-None-Match. */
  @Operation(
      operationId = "getJob",
      summary = "Get a job",
      description = "With `wait`, the answer comes when the job has ended or the time is up.")
  @Parameter(
      in = ParameterIn.HEADER,
      name = "If-None-Match",
      description = "An `ETag`; an unchanged job is answered with 304.",
      schema = @Schema(type = "string"))
  @ApiResponse(
      responseCode = "200",
      description = "The job.",
      headers = @Header(name = "ETag", ref = "ETag"),
      content = @Content(schema = @Schema(implementation = Job.class)))
  @ApiResponse(
      responseCode = "304",
      description = "The job still has that `ETag`.",
      headers = @Header(name = "ETag", ref = "ETag"),
      content = @Content)
  @Errors({ErrorCode.JOB_NOT_FOUND, ErrorCode.DATABASE_UNAVAILABLE})
  @GetMapping(path = "/v1/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> status(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @Parameter(
              description = "How long to wait for the end, in seconds.",
              schema = @Schema(type = "integer", minimum = "0", maximum = "60"))
          @RequestParam(required = false)
          @Nullable String wait,
      HttpServletRequest request) {
    Duration patience = patience(wait);
    JobId jobId = JobId.parse(id).orElseThrow(ErrorCode.JOB_NOT_FOUND::exception);
    Job job = read(caller.tenant(), jobId);
    if (patience.isPositive() && !job.isTerminal()) {
      completions.await(request, caller.tenant(), jobId, patience);
      job = read(caller.tenant(), jobId);
    }
    byte[] body = Json.mapper().writeValueAsBytes(job);
    // "*" matches any state (RFC 9110, 13.1.2); Spring handles it for PUT only.
    boolean known = "*".equals(request.getHeader(HttpHeaders.IF_NONE_MATCH));
    return ResponseEntity.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
        .eTag(etag(body))
        .cacheControl(CacheControl.noCache().cachePrivate())
        .contentType(MediaType.APPLICATION_JSON)
        .body(known ? null : body);
  }

  /** A strong validator (RFC 9110, 8.8.3): equal exactly for equal bytes. */
  private static String etag(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return '"' + HexFormat.of().formatHex(hash, 0, ETAG_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private Job read(TenantId tenant, JobId id) {
    return jobs.find(tenant, id).orElseThrow(ErrorCode.JOB_NOT_FOUND::exception);
  }

  private static Duration patience(@Nullable String wait) {
    if (wait == null) {
      return Duration.ZERO;
    }
    if (wait.matches("[0-9]{1,2}") && Integer.parseInt(wait) <= MAX_WAIT_SECONDS) {
      return Duration.ofSeconds(Integer.parseInt(wait));
    }
    throw new InvalidFieldException("wait", "wait must be an integer from 0 to 60, in seconds.");
  }
}
