package dev.sluice.api.cancel;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.job.JobId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Jobs")
@Errors({ErrorCode.JOB_NOT_FOUND, ErrorCode.DATABASE_UNAVAILABLE})
@RestController
class CancelController {

  private final Cancellation cancellation;

  CancelController(Cancellation cancellation) {
    this.cancellation = cancellation;
  }

  record Cancelled(
      @Schema(
              description = "The outcome.",
              allowableValues = {"Job cancelled", "Job cannot be cancelled"})
          String message) {}

  record CancelRequested(
      @Schema(description = "The outcome.", allowableValues = "Job cancellation requested")
          String message) {}

  /** Pending jobs only. */
  @Operation(
      operationId = "cancelJob",
      summary = "Cancel a pending job",
      description = "A job that is running or has ended is left alone.")
  @ApiResponse(
      responseCode = "200",
      description = "The outcome.",
      content = @Content(schema = @Schema(implementation = Cancelled.class)))
  @DeleteMapping(path = "/v1/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<? extends Record> cancelPending(
      @AuthenticationPrincipal Caller caller, @PathVariable String id) {
    return answer(cancellation.cancelPending(caller.tenant(), jobId(id)));
  }

  /** Running jobs, too; repeatable. */
  @Operation(
      operationId = "cancelJobV2",
      summary = "Cancel a pending or running job",
      description = "The call of a running job is aborted within 2 s. Repeatable.")
  @ApiResponse(
      responseCode = "200",
      description = "The outcome.",
      content = @Content(schema = @Schema(implementation = Cancelled.class)))
  @ApiResponse(
      responseCode = "202",
      description = "The job is running, and will end as cancelled.",
      content = @Content(schema = @Schema(implementation = CancelRequested.class)))
  @DeleteMapping(path = "/v2/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<? extends Record> cancel(
      @AuthenticationPrincipal Caller caller, @PathVariable String id) {
    return answer(cancellation.cancel(caller.tenant(), jobId(id)));
  }

  private static JobId jobId(String id) {
    return JobId.parse(id).orElseThrow(ErrorCode.JOB_NOT_FOUND::exception);
  }

  private static ResponseEntity<? extends Record> answer(CancelOutcome outcome) {
    return switch (outcome) {
      case CANCELLED -> ResponseEntity.ok(new Cancelled("Job cancelled"));
      case REQUESTED ->
          ResponseEntity.accepted().body(new CancelRequested("Job cancellation requested"));
      case NOT_CANCELLABLE -> ResponseEntity.ok(new Cancelled("Job cannot be cancelled"));
      case UNKNOWN -> throw ErrorCode.JOB_NOT_FOUND.exception();
    };
  }
}
