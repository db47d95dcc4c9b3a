package dev.sluice.api.webhooks;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.api.list.PageQuery;
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

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> create(
      @AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    NewEndpoint wanted = NewEndpoint.read(body.read(request), addresses);
    EndpointView made = registration.create(caller.tenant(), wanted);
    return Answers.of(ResponseEntity.created(URI.create("/v1/webhooks/" + made.id())), made);
  }

  @GetMapping
  ResponseEntity<byte[]> list(@AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    PageQuery query = PageQuery.of(request.getParameterMap());
    return Answers.of(ResponseEntity.ok(), listing.read(caller.tenant(), query));
  }

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
