package dev.sluice.api.webhooks;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.body.JsonBody;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.http.errors.PathIds;
import dev.sluice.api.storage.Database;
import dev.sluice.api.webhooks.WebhookController.NewWebhook;
import dev.sluice.webhooks.endpoint.Endpoint;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.endpoint.PublicKeys;
import dev.sluice.webhooks.endpoint.SigningSecrets;
import dev.sluice.webhooks.endpoint.TestDeliveries;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Rotates an endpoint's secret, shows its public keys and sends test deliveries. */
@Tag(name = "Webhooks")
@Errors({ErrorCode.WEBHOOK_NOT_FOUND, ErrorCode.DATABASE_UNAVAILABLE})
@RestController
@RequestMapping(path = "/v1/webhooks/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class SecretController {

  private final SigningSecrets secrets;
  private final TestDeliveries tests;
  private final Database database;
  private final JsonBody body;

  SecretController(SigningSecrets secrets, TestDeliveries tests, Database database, JsonBody body) {
    this.secrets = secrets;
    this.tests = tests;
    this.database = database;
    this.body = body;
  }

  @Operation(
      operationId = "rotateSecret",
      summary = "Rotate a secret",
      description =
          "The new secret signs at once. Until the grace period ends, the present ones sign"
              + " as well, so that receivers can switch; a key pair for asymmetric signatures"
              + " is rotated, too. A `secret` that is already the newest is refused. At most 5"
              + " secrets are valid at a time.")
  @ApiResponse(
      responseCode = "200",
      description = "The webhook with its new secret.",
      content = @Content(schema = @Schema(implementation = NewWebhook.class)))
  @Errors(ErrorCode.TOO_MANY_SECRETS)
  @PostMapping(path = "/rotate-secret", consumes = MediaType.APPLICATION_JSON_VALUE)
  Endpoint rotate(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String id,
      @RequestBody SecretRotation rotation) {
    EndpointId endpoint = PathIds.endpoint(id);
    String secret = WebhookBounds.checkSecret(rotation.secret());
    return database.call(() -> secrets.rotate(caller.tenant(), endpoint, secret, rotation.grace()));
  }

  /** Rotates with the defaults, for a request without a body and content type. */
  @Operation(hidden = true)
  @PostMapping("/rotate-secret")
  Endpoint rotateByDefault(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    var _ = PathIds.endpoint(id);
    body.requireNone(request);
    return rotate(caller, id, SecretRotation.BY_DEFAULT);
  }

  @Operation(
      operationId = "getPublicKey",
      summary = "Get the public key",
      description = "Verifies the `v1a` signatures (ed25519) of this webhook's deliveries.")
  @ApiResponse(responseCode = "200", description = "The valid keys.")
  @Errors(ErrorCode.PUBLIC_KEY_NOT_FOUND)
  @GetMapping("/public-key")
  PublicKeys publicKey(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    return database.call(() -> secrets.publicKeys(caller.tenant(), endpoint));
  }

  /** Reads no body. */
  @Operation(
      operationId = "testWebhook",
      summary = "Test a webhook",
      description =
          "Sends a `webhook.test` event, whatever events the webhook receives; it is signed,"
              + " retried and listed like any other.")
  @ApiResponse(responseCode = "202", description = "The test delivery is queued.")
  @Errors(ErrorCode.WEBHOOK_DISABLED)
  @PostMapping("/test")
  @ResponseStatus(HttpStatus.ACCEPTED)
  TestDeliveries.Planned test(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    return database.call(() -> tests.plan(caller.tenant(), endpoint));
  }
}
