package dev.sluice.api.deliveries;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.body.Query;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.http.errors.PathIds;
import dev.sluice.api.list.Cursors;
import dev.sluice.api.list.Page;
import dev.sluice.api.list.PageQuery;
import dev.sluice.api.list.PageStart;
import dev.sluice.api.status.JobLookup;
import dev.sluice.api.storage.Database;
import dev.sluice.job.JobId;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RowPosition;
import dev.sluice.webhooks.delivery.Delivery;
import dev.sluice.webhooks.delivery.DeliveryFilter;
import dev.sluice.webhooks.delivery.DeliveryLog;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.endpoint.Endpoints;
import dev.sluice.wire.Json;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
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

  /** Matching deliveries are counted up to this number. */
  private static final int MAX_TOTAL = 10_000;

  private static final int MAX_OF_JOB = 1000;

  private final Endpoints endpoints;
  private final DeliveryLog deliveries;
  private final JobLookup jobs;
  private final Database database;
  private final Cursors cursors;

  DeliveryController(
      Endpoints endpoints,
      DeliveryLog deliveries,
      JobLookup jobs,
      Database database,
      Cursors cursors) {
    this.endpoints = endpoints;
    this.deliveries = deliveries;
    this.jobs = jobs;
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
  @ApiResponse(responseCode = "200", description = "A page of deliveries.")
  @Errors(ErrorCode.WEBHOOK_NOT_FOUND)
  @GetMapping(path = "/v1/webhooks/{id}/deliveries", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Page<Delivery>> list(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @Query DeliveryQuery query,
      @Query PageQuery page) {
    EndpointId webhook = PathIds.endpoint(id);
    DeliveryFilter filter = query.of(webhook);
    var _ = database.call(() -> endpoints.state(caller.tenant(), webhook));
    PageStart start = cursors.start(caller.tenant(), identity(filter), page);
    List<Delivery> found =
        database.call(() -> deliveries.newest(filter, start.after(), start.limit() + 1));
    List<Delivery> items = database.call(() -> deliveries.withAttempts(start.cut(found)));
    int total = database.call(() -> deliveries.count(filter, MAX_TOTAL));
    return revalidated(HttpStatus.OK)
        .body(
            start.page(
                items,
                found.size() > start.limit(),
                total,
                last -> new RowPosition(last.createdAt(), last.deliveryId())));
  }

  /** Equal exactly for equal filters; cursors are bound to it. */
  private static String identity(DeliveryFilter filter) {
    return "deliveries" + Json.mapper().writeValueAsString(filter);
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
        .body(database.call(() -> deliveries.find(caller.tenant(), delivery)));
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
        .body(database.call(() -> deliveries.retry(caller.tenant(), delivery)));
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
            .filter(jobId -> jobs.find(caller.tenant(), jobId).isPresent())
            .orElseThrow(ErrorCode.JOB_NOT_FOUND::exception);
    return new JobDeliveries(
        database.call(() -> deliveries.ofJob(caller.tenant(), job, MAX_OF_JOB)));
  }

  private static BodyBuilder revalidated(HttpStatus status) {
    return ResponseEntity.status(status).cacheControl(CacheControl.noCache().cachePrivate());
  }
}
