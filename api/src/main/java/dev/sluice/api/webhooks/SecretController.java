package dev.sluice.api.webhooks;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
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
@RestController
@RequestMapping(path = "/v1/webhooks/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class SecretController {

  private final Secrets secrets;
  private final JsonBody body;

  SecretController(Secrets secrets, JsonBody body) {
    this.secrets = secrets;
    this.body = body;
  }

  @PostMapping(path = "/rotate-secret", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> rotate(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    EndpointId endpoint = EndpointId.inPath(id);
    Rotation rotation = Rotation.read(body.read(request));
    return Answers.of(ResponseEntity.ok(), secrets.rotate(caller.tenant(), endpoint, rotation));
  }

  /** Where no JSON comes: nothing may come, and all is as where nothing is said. */
  @PostMapping("/rotate-secret")
  ResponseEntity<byte[]> rotateByDefault(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    EndpointId endpoint = EndpointId.inPath(id);
    body.requireNone(request);
    return Answers.of(
        ResponseEntity.ok(), secrets.rotate(caller.tenant(), endpoint, Rotation.BY_DEFAULT));
  }

  @GetMapping("/public-key")
  ResponseEntity<byte[]> publicKey(
      @AuthenticationPrincipal Caller caller, @PathVariable String id) {
    return Answers.of(
        ResponseEntity.ok(), secrets.publicKeys(caller.tenant(), EndpointId.inPath(id)));
  }
}
