package dev.sluice.api.deliveries;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.http.errors.PathIds;
import dev.sluice.api.list.Cursors;
import dev.sluice.api.list.Page;
import dev.sluice.api.list.PageQuery;
import dev.sluice.api.list.PageStart;
import dev.sluice.api.list.Paged;
import dev.sluice.api.storage.Database;
import dev.sluice.api.storage.OpenReceipts;
import dev.sluice.api.storage.StoredJobs;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RowPosition;
import dev.sluice.webhooks.delivery.Delivery;
import dev.sluice.webhooks.delivery.DeliveryFilter;
import dev.sluice.webhooks.delivery.DeliveryLog;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.endpoint.Endpoints;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lists the deliveries of endpoints and jobs, and shows and retries single ones. */
@Tag(name = "Deliveries", description = "The deliveries of webhooks.")
@Errors(ErrorCode.DATABASE_UNAVAILABLE)
@RestController
class DeliveryController {

  private static final Duration BOUND = Duration.ofSeconds(5);

  /** Matching deliveries are counted up to this number. */
  private static final int MAX_TOTAL = 10_000;

  private static final int MAX_OF_JOB = 1000;

  private final Endpoints endpoints;
  private final DeliveryLog deliveries;
  private final StoredJobs jobs;
  private final OpenReceipts openReceipts;
  private final Database database;
  private final Cursors cursors;

  DeliveryController(
      Endpoints endpoints,
      DeliveryLog deliveries,
      StoredJobs jobs,
      OpenReceipts openReceipts,
      Database database,
      Cursors cursors) {
    this.endpoints = endpoints;
    this.deliveries = deliveries;
    this.jobs = jobs;
    this.openReceipts = openReceipts;
    this.database = database;
    this.cursors = cursors;
  }

  @Schema(name = "DeliveryList")
  record JobDeliveries(@Schema(description = "The deliveries.") List<Delivery> items) {}

  @Operation(
      operationId = "listWebhookDeliveries",
      summary = "List an endpoint's deliveries",
      description =
          "Newest first, also of a deleted endpoint. `next_cursor` is the cursor of the next"
              + " page; pages neither skip nor repeat a delivery while deliveries are being"
              + " added. Each has its latest 10 attempts. Response bodies are limited to 4 MiB"
              + " per page; omitted ones are marked by `response_cut`.")
  @Parameter(
      in = ParameterIn.QUERY,
      name = "status",
      description = "Only deliveries with one of these; repeated or separated by commas.",
      array = @ArraySchema(schema = @Schema(implementation = DeliveryStatus.class)))
  @Parameter(
      in = ParameterIn.QUERY,
      name = "event",
      description = "Only deliveries of events of this type.",
      schema = @Schema(type = "string"))
  @Parameter(
      in = ParameterIn.QUERY,
      name = "created_after",
      description = "Only deliveries created after this time.",
      schema = @Schema(type = "string", format = "date-time"))
  @Parameter(
      in = ParameterIn.QUERY,
      name = "created_before",
      description = "Only deliveries created before this time.",
      schema = @Schema(type = "string", format = "date-time"))
  @Paged
  @ApiResponse(responseCode = "200", description = "A page of deliveries.")
  @Errors(ErrorCode.WEBHOOK_NOT_FOUND)
  @GetMapping(path = "/v1/webhooks/{id}/deliveries", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Page<Delivery>> list(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    EndpointId webhook = PathIds.endpoint(id);
    DeliveryFilter filter = DeliveryFilters.read(webhook, request.getParameterMap());
    PageQuery query = PageQuery.of(request.getParameterMap());
    var _ = database.call(BOUND, () -> endpoints.state(caller.tenant(), webhook));
    PageStart start = cursors.start(caller.tenant(), DeliveryFilters.identity(filter), query);
    List<Delivery> found =
        database.call(BOUND, () -> deliveries.newest(filter, start.after(), start.limit() + 1));
    List<Delivery> items = database.call(BOUND, () -> deliveries.withAttempts(start.cut(found)));
    int total = database.call(BOUND, () -> deliveries.count(filter, MAX_TOTAL));
    return revalidated(HttpStatus.OK)
        .body(
            start.page(
                items,
                found.size() > start.limit(),
                total,
                last -> new RowPosition(last.createdAt(), last.deliveryId())));
  }

  @Operation(
      operationId = "getDelivery",
      summary = "Get a delivery",
      description = "With its latest 100 attempts.")
  @ApiResponse(responseCode = "200", description = "The delivery.")
  @Errors(ErrorCode.DELIVERY_NOT_FOUND)
  @GetMapping(path = "/v1/deliveries/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Delivery> one(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    UUID delivery = PathIds.read(id, RefusedException::deliveryNotFound);
    return revalidated(HttpStatus.OK)
        .body(database.call(BOUND, () -> deliveries.find(caller.tenant(), delivery)));
  }

  @Operation(
      operationId = "retryDelivery",
      summary = "Send a delivery again",
      description =
          "Makes a failed, delivered, held or discarded delivery due at once, with the same id"
              + " and body, and restarts its retries. For a disabled endpoint it is `held` until"
              + " the endpoint is enabled.")
  @ApiResponse(responseCode = "202", description = "The delivery is queued or held.")
  @Errors({ErrorCode.DELIVERY_NOT_FOUND, ErrorCode.DELIVERY_UNDER_WAY, ErrorCode.WEBHOOK_DELETED})
  @PostMapping(path = "/v1/deliveries/{id}/retry", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Delivery> retry(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    UUID delivery = PathIds.read(id, RefusedException::deliveryNotFound);
    return revalidated(HttpStatus.ACCEPTED)
        .body(database.call(BOUND, () -> deliveries.retry(caller.tenant(), delivery)));
  }

  @Operation(
      operationId = "listJobDeliveries",
      summary = "List a job's deliveries",
      description =
          "The latest 1000, oldest first: to the job's own webhook and to endpoints. Each has"
              + " its latest 10 attempts. Response bodies are limited to 4 MiB in total.")
  @ApiResponse(responseCode = "200", description = "The deliveries.")
  @Errors(ErrorCode.JOB_NOT_FOUND)
  @GetMapping(path = "/v1/jobs/{id}/deliveries", produces = MediaType.APPLICATION_JSON_VALUE)
  JobDeliveries ofJob(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    JobId job =
        JobId.parse(id)
            .filter(jobId -> isOf(caller.tenant(), jobId))
            .orElseThrow(ErrorCode.JOB_NOT_FOUND::exception);
    return new JobDeliveries(
        database.call(BOUND, () -> deliveries.ofJob(caller.tenant(), job, MAX_OF_JOB)));
  }

  private boolean isOf(TenantId tenant, JobId job) {
    return jobs.find(tenant, job, BOUND).isPresent() || openReceipts.mayBeInTopic(tenant, job);
  }

  private static BodyBuilder revalidated(HttpStatus status) {
    return ResponseEntity.status(status).cacheControl(CacheControl.noCache().cachePrivate());
  }
}
