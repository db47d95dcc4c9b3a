package dev.sluice.api.list;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.body.Query;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.job.Job;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
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
  @ApiResponse(responseCode = "200", description = "A page of jobs.")
  @Errors(ErrorCode.DATABASE_UNAVAILABLE)
  @GetMapping(path = "/v1/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Page<Job>> list(
      @AuthenticationPrincipal Caller caller,
      @Query JobQuery query,
      @Query PageQuery page,
      HttpServletRequest request) {
    JobFilter filter = query.filter(request.getParameterMap());
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache().cachePrivate())
        .body(jobs.read(caller.tenant(), filter, page));
  }
}
