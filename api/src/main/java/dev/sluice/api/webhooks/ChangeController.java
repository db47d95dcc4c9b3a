package dev.sluice.api.webhooks;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Endpoints are changed and deleted. */
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

  private record Deleted(String message, int discarded) {}

  @PatchMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> change(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    EndpointId endpoint = EndpointId.inPath(id);
    EndpointChange change = EndpointChange.read(body.read(request), addresses);
    return Answers.of(ResponseEntity.ok(), changes.change(caller.tenant(), endpoint, change));
  }

  @DeleteMapping
  ResponseEntity<byte[]> delete(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    int discarded = deletion.delete(caller.tenant(), EndpointId.inPath(id));
    return Answers.of(ResponseEntity.ok(), new Deleted("Webhook deleted", discarded));
  }
}
