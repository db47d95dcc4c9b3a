package dev.sluice.api.deliveries;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.storage.Database;
import dev.sluice.api.storage.OpenReceipts;
import dev.sluice.api.storage.StoredJobs;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.webhooks.delivery.Delivery;
import dev.sluice.webhooks.delivery.DeliveryLog;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The deliveries of a job: to its own webhook and to each endpoint that receives its events. */
@Tag(name = "Deliveries")
@RestController
class JobDeliveriesController {

  private static final int MAX_DELIVERIES = 1000;
  private static final Duration BOUND = Duration.ofSeconds(5);

  private final DeliveryLog deliveries;
  private final StoredJobs jobs;
  private final OpenReceipts openReceipts;
  private final Database database;

  JobDeliveriesController(
      DeliveryLog deliveries, StoredJobs jobs, OpenReceipts openReceipts, Database database) {
    this.deliveries = deliveries;
    this.jobs = jobs;
    this.openReceipts = openReceipts;
    this.database = database;
  }

  @Schema(name = "DeliveryList")
  record Listing(@Schema(description = "The deliveries.") List<Delivery> items) {}

  @Operation(
      operationId = "listJobDeliveries",
      summary = "List a job's deliveries",
      description =
          "The latest 1000, oldest first: to the webhook of the job itself and to"
              + " endpoints. Each with its latest 10 attempts; response bodies up to 4 MiB in"
              + " all.")
  @ApiResponse(responseCode = "200", description = "The deliveries.")
  @Errors({ErrorCode.JOB_NOT_FOUND, ErrorCode.DATABASE_UNAVAILABLE})
  @GetMapping(path = "/v1/jobs/{id}/deliveries", produces = MediaType.APPLICATION_JSON_VALUE)
  Listing ofJob(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    JobId job =
        JobId.parse(id)
            .filter(jobId -> isOf(caller.tenant(), jobId))
            .orElseThrow(ErrorCode.JOB_NOT_FOUND::exception);
    return new Listing(
        database.call(BOUND, () -> deliveries.ofJob(caller.tenant(), job, MAX_DELIVERIES)));
  }

  private boolean isOf(TenantId tenant, JobId job) {
    return jobs.find(tenant, job, BOUND).isPresent() || openReceipts.mayBeInTopic(tenant, job);
  }
}
