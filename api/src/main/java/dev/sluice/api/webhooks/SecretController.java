package dev.sluice.api.webhooks;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.api.errors.Errors;
import dev.sluice.api.webhooks.WebhookSchemas.NewWebhook;
import dev.sluice.api.webhooks.WebhookSchemas.SecretRotation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What signs an endpoint's deliveries is replaced, and what verifies them shown. */
@Tag(name = "Webhooks")
@Errors({ErrorCode.WEBHOOK_NOT_FOUND, ErrorCode.DATABASE_UNAVAILABLE})
@RestController
@RequestMapping(path = "/v1/webhooks/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class SecretController {

  private final Secrets secrets;
  private final JsonBody body;

  SecretController(Secrets secrets, JsonBody body) {
    this.secrets = secrets;
    this.body = body;
  }

  @Operation(
      operationId = "rotateSecret",
      summary = "Rotate a secret",
      description =
          "The new secret signs at once. The present ones sign beside it until the grace"
              + " period ends, so that receivers can change over; a key pair for asymmetric"
              + " signatures is rotated with it. A `secret` that is already the newest is"
              + " refused. At most 5 secrets are valid at a time.",
      requestBody =
          @RequestBody(
              required = false,
              content = @Content(schema = @Schema(implementation = SecretRotation.class))))
  @ApiResponse(
      responseCode = "200",
      description = "The webhook with its new secret.",
      content = @Content(schema = @Schema(implementation = NewWebhook.class)))
  @Errors(ErrorCode.TOO_MANY_SECRETS)
  @PostMapping(path = "/rotate-secret", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> rotate(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    EndpointId endpoint = EndpointId.inPath(id);
    Rotation rotation = Rotation.read(body.read(request));
    return Answers.of(ResponseEntity.ok(), secrets.rotate(caller.tenant(), endpoint, rotation));
  }

  /** Where no JSON comes: nothing may come, and all is as where nothing is said. */
  @Operation(hidden = true)
  @PostMapping("/rotate-secret")
  ResponseEntity<byte[]> rotateByDefault(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    EndpointId endpoint = EndpointId.inPath(id);
    body.requireNone(request);
    return Answers.of(
        ResponseEntity.ok(), secrets.rotate(caller.tenant(), endpoint, Rotation.BY_DEFAULT));
  }

  @Operation(
      operationId = "getPublicKey",
      summary = "Get the public key",
      description = "Verifies the `v1a` signatures (ed25519) of this webhook's deliveries.")
  @ApiResponse(
      responseCode = "200",
      description = "The valid keys.",
      content = @Content(schema = @Schema(implementation = PublicKeys.class)))
  @Errors(ErrorCode.PUBLIC_KEY_NOT_FOUND)
  @GetMapping("/public-key")
  ResponseEntity<byte[]> publicKey(
      @AuthenticationPrincipal Caller caller, @PathVariable String id) {
    return Answers.of(
        ResponseEntity.ok(), secrets.publicKeys(caller.tenant(), EndpointId.inPath(id)));
  }
}
