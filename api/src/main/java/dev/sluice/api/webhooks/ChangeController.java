package dev.sluice.api.webhooks;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.api.errors.Errors;
import dev.sluice.api.webhooks.WebhookSchemas.WebhookChange;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.PositiveOrZero;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Endpoints are changed and deleted. */
@Tag(name = "Webhooks")
@Errors({ErrorCode.WEBHOOK_NOT_FOUND, ErrorCode.DATABASE_UNAVAILABLE})
@RestController
@RequestMapping(path = "/v1/webhooks/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class ChangeController {

  private final Changes changes;
  private final Deletion deletion;
  private final AddressCheck addresses;
  private final JsonBody body;

  ChangeController(Changes changes, Deletion deletion, AddressCheck addresses, JsonBody body) {
    this.changes = changes;
    this.deletion = deletion;
    this.addresses = addresses;
    this.body = body;
  }

  @Schema(name = "WebhookDeleted")
  private record Deleted(
      @Schema(description = "The outcome.", allowableValues = "Webhook deleted") String message,
      @Schema(description = "The number of discarded deliveries, up to 10 000.") @PositiveOrZero
          int discarded) {}

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
      content = @Content(schema = @Schema(implementation = EndpointView.class)))
  @PatchMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> change(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    EndpointId endpoint = EndpointId.inPath(id);
    EndpointChange change = EndpointChange.read(body.read(request), addresses);
    return Answers.of(ResponseEntity.ok(), changes.change(caller.tenant(), endpoint, change));
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
  @DeleteMapping
  ResponseEntity<byte[]> delete(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    int discarded = deletion.delete(caller.tenant(), EndpointId.inPath(id));
    return Answers.of(ResponseEntity.ok(), new Deleted("Webhook deleted", discarded));
  }
}
