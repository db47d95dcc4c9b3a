package dev.sluice.api.webhooks;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.body.Query;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.http.errors.PathIds;
import dev.sluice.api.list.Cursors;
import dev.sluice.api.list.Page;
import dev.sluice.api.list.PageQuery;
import dev.sluice.api.list.PageStart;
import dev.sluice.api.storage.Database;
import dev.sluice.egress.RegistrationCheck;
import dev.sluice.webhooks.RowPosition;
import dev.sluice.webhooks.endpoint.Endpoint;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.endpoint.EndpointSettings;
import dev.sluice.webhooks.endpoint.Endpoints;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.PositiveOrZero;
import java.net.URI;
import java.util.SortedSet;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Creates, reads, changes and deletes webhook endpoints. */
@Tag(
    name = "Webhooks",
    description = "Endpoints that receive the events of all of a tenant's jobs.")
@Errors(ErrorCode.DATABASE_UNAVAILABLE)
@RestController
@RequestMapping(path = "/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
class WebhookController {

  private final Endpoints endpoints;
  private final RegistrationCheck addresses;
  private final Database database;
  private final Cursors cursors;

  WebhookController(
      Endpoints endpoints, RegistrationCheck addresses, Database database, Cursors cursors) {
    this.endpoints = endpoints;
    this.addresses = addresses;
    this.database = database;
    this.cursors = cursors;
  }

  record NewWebhook(
      @JsonUnwrapped Endpoint webhook,
      @Schema(description = "The secret itself; returned only once.") String secret) {}

  @Schema(name = "WebhookDeleted")
  record Deleted(
      @Schema(description = "The outcome.", allowableValues = "Webhook deleted") String message,
      @Schema(description = "The number of discarded deliveries, up to 10 000.") @PositiveOrZero
          int discarded) {}

  @Operation(
      operationId = "createWebhook",
      summary = "Register a webhook",
      description =
          "Sends the events of the tenant's jobs that are among `events` to this URL, signed"
              + " according to Standard Webhooks. The secret is returned only here and when it"
              + " is rotated. At most 100 per tenant.")
  @ApiResponse(
      responseCode = "201",
      description = "The webhook.",
      content = @Content(schema = @Schema(implementation = NewWebhook.class)))
  @Errors(ErrorCode.TOO_MANY_WEBHOOKS)
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Endpoint> create(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = true) WebhookRequest request) {
    EndpointSettings settings = request.settings(addresses);
    String secret = WebhookBounds.checkSecret(request.secret());
    Endpoint created = database.call(() -> endpoints.create(caller.tenant(), settings, secret));
    return ResponseEntity.created(URI.create("/v1/webhooks/" + created.id())).body(created);
  }

  @Operation(
      operationId = "listWebhooks",
      summary = "List webhooks",
      description = "Newest first. `next_cursor` is the cursor of the next page.")
  @ApiResponse(responseCode = "200", description = "A page of webhooks.")
  @GetMapping
  Page<Endpoint> list(@AuthenticationPrincipal Caller caller, @Query PageQuery query) {
    PageStart start = cursors.start(caller.tenant(), "webhooks", query);
    Endpoints.Listing found =
        database.call(() -> endpoints.list(caller.tenant(), start.after(), start.limit() + 1));
    return start.page(
        start.cut(found.endpoints()),
        found.endpoints().size() > start.limit(),
        found.total(),
        last -> new RowPosition(last.createdAt(), last.id().value()));
  }

  @Operation(
      operationId = "getWebhook",
      summary = "Get a webhook",
      description = "Does not return its secret and the values of its headers.")
  @ApiResponse(responseCode = "200", description = "The webhook.")
  @Errors(ErrorCode.WEBHOOK_NOT_FOUND)
  @GetMapping("/{id}")
  Endpoint get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    return database.call(() -> endpoints.find(caller.tenant(), endpoint));
  }

  @Operation(
      operationId = "changeWebhook",
      summary = "Change a webhook",
      description =
          "A merge patch (RFC 7396): given fields change, `null` clears an optional one,"
              + " and `headers` replaces all headers. Enabling a disabled webhook releases its"
              + " held deliveries and resets its failures; a delivery whose last response was"
              + " 429 or 503 keeps its time, if that is within an hour. `secret` cannot be"
              + " changed here, only rotated.")
  @ApiResponse(responseCode = "200", description = "The webhook as it is now.")
  @Errors(ErrorCode.WEBHOOK_NOT_FOUND)
  @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  Endpoint change(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @RequestBody(required = true) WebhookChange change) {
    EndpointId endpoint = PathIds.endpoint(id);
    SortedSet<String> changed = change.changed();
    EndpointSettings settings = change.settings(addresses);
    return database.call(() -> endpoints.change(caller.tenant(), endpoint, settings, changed));
  }

  @Operation(
      operationId = "deleteWebhook",
      summary = "Delete a webhook",
      description =
          "Cannot be undone. Its deliveries can still be read; pending and held ones are"
              + " discarded.")
  @ApiResponse(responseCode = "200", description = "The webhook is deleted.")
  @Errors(ErrorCode.WEBHOOK_NOT_FOUND)
  @DeleteMapping("/{id}")
  Deleted delete(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    int discarded = database.call(() -> endpoints.delete(caller.tenant(), endpoint));
    return new Deleted("Webhook deleted", discarded);
  }
}
