package dev.sluice.api.webhooks;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.body.JsonBody;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.http.errors.PathIds;
import dev.sluice.api.list.PageQuery;
import dev.sluice.api.list.Paged;
import dev.sluice.api.storage.Database;
import dev.sluice.api.webhooks.WebhookSchemas.NewWebhook;
import dev.sluice.api.webhooks.WebhookSchemas.WebhookChange;
import dev.sluice.api.webhooks.WebhookSchemas.WebhookPage;
import dev.sluice.api.webhooks.WebhookSchemas.WebhookRequest;
import dev.sluice.egress.RegistrationCheck;
import dev.sluice.webhooks.endpoint.Endpoint;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.endpoint.Endpoints;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.PositiveOrZero;
import java.net.URI;
import java.time.Duration;
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

/** Webhook endpoints: created, read, changed and deleted. */
@Tag(
    name = "Webhooks",
    description = "Endpoints that receive the events of all of a tenant's jobs.")
@Errors(ErrorCode.DATABASE_UNAVAILABLE)
@RestController
@RequestMapping(path = "/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
class WebhookController {

  private static final Duration BOUND = Duration.ofSeconds(5);

  private final Endpoints endpoints;
  private final EndpointListing listing;
  private final RegistrationCheck addresses;
  private final Database database;
  private final JsonBody body;

  WebhookController(
      Endpoints endpoints,
      EndpointListing listing,
      RegistrationCheck addresses,
      Database database,
      JsonBody body) {
    this.endpoints = endpoints;
    this.listing = listing;
    this.addresses = addresses;
    this.database = database;
    this.body = body;
  }

  @Schema(name = "WebhookDeleted")
  private record Deleted(
      @Schema(description = "The outcome.", allowableValues = "Webhook deleted") String message,
      @Schema(description = "The number of discarded deliveries, up to 10 000.") @PositiveOrZero
          int discarded) {}

  @Operation(
      operationId = "createWebhook",
      summary = "Register a webhook",
      description =
          "Every event of the tenant's jobs that is among `events` is sent there, signed"
              + " as Standard Webhooks says. The secret is in this answer, or where it is"
              + " rotated in that one, and never again. At most 100 per tenant.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = WebhookRequest.class))))
  @ApiResponse(
      responseCode = "201",
      description = "The webhook.",
      content = @Content(schema = @Schema(implementation = NewWebhook.class)))
  @Errors(ErrorCode.TOO_MANY_WEBHOOKS)
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> create(
      @AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    NewEndpoint wanted = NewEndpoint.read(body.read(request), addresses);
    Endpoint created =
        database.call(
            BOUND, () -> endpoints.create(caller.tenant(), wanted.settings(), wanted.secret()));
    return Answers.of(ResponseEntity.created(URI.create("/v1/webhooks/" + created.id())), created);
  }

  @Operation(
      operationId = "listWebhooks",
      summary = "List webhooks",
      description = "Newest first. `next_cursor` leads to the next page.")
  @Paged
  @ApiResponse(
      responseCode = "200",
      description = "A page of webhooks.",
      content = @Content(schema = @Schema(implementation = WebhookPage.class)))
  @GetMapping
  ResponseEntity<byte[]> list(@AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    PageQuery query = PageQuery.of(request.getParameterMap());
    return Answers.of(ResponseEntity.ok(), listing.read(caller.tenant(), query));
  }

  @Operation(
      operationId = "getWebhook",
      summary = "Get a webhook",
      description = "Without its secret and the values of its headers.")
  @ApiResponse(
      responseCode = "200",
      description = "The webhook.",
      content = @Content(schema = @Schema(implementation = Endpoint.class)))
  @Errors(ErrorCode.WEBHOOK_NOT_FOUND)
  @GetMapping("/{id}")
  ResponseEntity<byte[]> get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    return Answers.of(
        ResponseEntity.ok(), database.call(BOUND, () -> endpoints.find(caller.tenant(), endpoint)));
  }

  @Operation(
      operationId = "changeWebhook",
      summary = "Change a webhook",
      description =
          "A merge patch (RFC 7396): given fields change, `null` clears an optional one,"
              + " and `headers` replaces all headers. Enabling a disabled webhook releases its"
              + " held deliveries and resets its failures; deliveries that were last answered"
              + " with 429 or 503 keep their time, if that is within an hour. `secret` is"
              + " refused here: it is rotated.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = WebhookChange.class))))
  @ApiResponse(
      responseCode = "200",
      description = "The webhook as it is now.",
      content = @Content(schema = @Schema(implementation = Endpoint.class)))
  @Errors(ErrorCode.WEBHOOK_NOT_FOUND)
  @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> change(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    EndpointId endpoint = PathIds.endpoint(id);
    EndpointChange change = EndpointChange.read(body.read(request), addresses);
    return Answers.of(
        ResponseEntity.ok(),
        database.call(
            BOUND,
            () -> endpoints.change(caller.tenant(), endpoint, change.settings(), change.named())));
  }

  @Operation(
      operationId = "deleteWebhook",
      summary = "Delete a webhook",
      description =
          "Final. Its deliveries can still be read; those that are pending or held are"
              + " discarded.")
  @ApiResponse(
      responseCode = "200",
      description = "It is deleted.",
      content = @Content(schema = @Schema(implementation = Deleted.class)))
  @Errors(ErrorCode.WEBHOOK_NOT_FOUND)
  @DeleteMapping("/{id}")
  ResponseEntity<byte[]> delete(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    int discarded = database.call(BOUND, () -> endpoints.delete(caller.tenant(), endpoint));
    return Answers.of(ResponseEntity.ok(), new Deleted("Webhook deleted", discarded));
  }
}
