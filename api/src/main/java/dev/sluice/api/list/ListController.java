package dev.sluice.api.list;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.wire.RequestBounds;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Job lists")
@RestController
class ListController {

  private final JobListing jobs;

  ListController(JobListing jobs) {
    this.jobs = jobs;
  }

  @Operation(
      operationId = "listJobs",
      summary = "List jobs",
      description =
          "Newest first. `next_cursor` is the cursor of the next page; pages neither skip nor"
              + " repeat a job while jobs are being added. `metadata.KEY=VALUE` selects jobs"
              + " with that pair of metadata, and may be given for several keys.")
  @Parameter(
      in = ParameterIn.QUERY,
      name = "status",
      description = "Only jobs with this status.",
      schema = @Schema(implementation = JobStatus.class))
  @Parameter(
      in = ParameterIn.QUERY,
      name = "model",
      description = "Only jobs with this model.",
      schema =
          @Schema(
              type = "string",
              minLength = 1,
              maxLength = RequestBounds.MAX_MODEL,
              pattern = "^" + RequestBounds.MODEL_PATTERN + "$"))
  @Parameter(
      in = ParameterIn.QUERY,
      name = "created_after",
      description = "Only jobs accepted after this time.",
      schema = @Schema(type = "string", format = "date-time"))
  @Parameter(
      in = ParameterIn.QUERY,
      name = "created_before",
      description = "Only jobs accepted before this time.",
      schema = @Schema(type = "string", format = "date-time"))
  @Paged
  @ApiResponse(responseCode = "200", description = "A page of jobs.")
  @Errors(ErrorCode.DATABASE_UNAVAILABLE)
  @GetMapping(path = "/v1/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Page<Job>> list(
      @AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    Map<String, String[]> parameters = request.getParameterMap();
    Page<Job> page = jobs.read(caller.tenant(), JobFilter.of(parameters), PageQuery.of(parameters));
    return ResponseEntity.ok().cacheControl(CacheControl.noCache().cachePrivate()).body(page);
  }
}
