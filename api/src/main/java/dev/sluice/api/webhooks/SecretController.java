package dev.sluice.api.webhooks;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.api.errors.PathIds;
import dev.sluice.api.stored.Database;
import dev.sluice.job.TenantId;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.endpoint.SigningSecrets;
import dev.sluice.webhooks.endpoint.TestDeliveries;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What signs an endpoint's deliveries is rotated, shown, and tried by a test delivery. */
@RestController
@RequestMapping(path = "/v1/webhooks/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class SecretController {

  private static final Duration BOUND = Duration.ofSeconds(5);

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

  @PostMapping(path = "/rotate-secret", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> rotate(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    EndpointId endpoint = PathIds.endpoint(id);
    return rotate(caller.tenant(), endpoint, Rotation.read(body.read(request)));
  }

  /** Without JSON: no body may be sent, and the defaults hold. */
  @PostMapping("/rotate-secret")
  ResponseEntity<byte[]> rotateByDefault(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    EndpointId endpoint = PathIds.endpoint(id);
    body.requireNone(request);
    return rotate(caller.tenant(), endpoint, Rotation.BY_DEFAULT);
  }

  private ResponseEntity<byte[]> rotate(TenantId tenant, EndpointId endpoint, Rotation rotation) {
    return Answers.of(
        ResponseEntity.ok(),
        database.call(
            BOUND, () -> secrets.rotate(tenant, endpoint, rotation.secret(), rotation.grace())));
  }

  @GetMapping("/public-key")
  ResponseEntity<byte[]> publicKey(
      @AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    return Answers.of(
        ResponseEntity.ok(),
        database.call(BOUND, () -> secrets.publicKeys(caller.tenant(), endpoint)));
  }

  /** Takes no body, and reads none. */
  @PostMapping("/test")
  ResponseEntity<byte[]> test(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    return Answers.of(
        ResponseEntity.accepted(),
        database.call(BOUND, () -> tests.plan(caller.tenant(), endpoint)));
  }
}
