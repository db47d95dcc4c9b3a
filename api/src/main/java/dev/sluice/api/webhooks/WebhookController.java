package dev.sluice.api.webhooks;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.api.errors.Errors;
import dev.sluice.api.list.PageQuery;
import dev.sluice.api.list.Paged;
import dev.sluice.api.webhooks.WebhookSchemas.NewWebhook;
import dev.sluice.api.webhooks.WebhookSchemas.WebhookPage;
import dev.sluice.api.webhooks.WebhookSchemas.WebhookRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Endpoints are made and looked at. */
@Tag(
    name = "Webhooks",
    description = "Endpoints that receive the events of all of a tenant's jobs.")
@Errors(ErrorCode.DATABASE_UNAVAILABLE)
@RestController
@RequestMapping(path = "/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
class WebhookController {

  private final Registration registration;
  private final EndpointListing listing;
  private final OwnEndpoints endpoints;
  private final Keyring keyring;
  private final AddressCheck addresses;
  private final JsonBody body;

  WebhookController(
      Registration registration,
      EndpointListing listing,
      OwnEndpoints endpoints,
      Keyring keyring,
      AddressCheck addresses,
      JsonBody body) {
    this.registration = registration;
    this.listing = listing;
    this.endpoints = endpoints;
    this.keyring = keyring;
    this.addresses = addresses;
    this.body = body;
  }

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
    EndpointView made = registration.create(caller.tenant(), wanted);
    return Answers.of(ResponseEntity.created(URI.create("/v1/webhooks/" + made.id())), made);
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
      content = @Content(schema = @Schema(implementation = EndpointView.class)))
  @Errors(ErrorCode.WEBHOOK_NOT_FOUND)
  @GetMapping("/{id}")
  ResponseEntity<byte[]> get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointView view =
        endpoints.look(
            caller.tenant(),
            EndpointId.inPath(id),
            (endpoint, now) -> EndpointView.of(endpoint, keyring.valid(endpoint.id(), now)));
    return Answers.of(ResponseEntity.ok(), view);
  }
}
