package dev.sluice.api.webhooks;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.api.errors.PathIds;
import dev.sluice.api.list.PageQuery;
import dev.sluice.api.stored.Database;
import dev.sluice.egress.RegistrationCheck;
import dev.sluice.webhooks.endpoint.Endpoint;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.endpoint.Endpoints;
import jakarta.servlet.http.HttpServletRequest;
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

  private record Deleted(String message, int discarded) {}

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> create(
      @AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    NewEndpoint wanted = NewEndpoint.read(body.read(request), addresses);
    Endpoint created =
        database.call(
            BOUND, () -> endpoints.create(caller.tenant(), wanted.settings(), wanted.secret()));
    return Answers.of(ResponseEntity.created(URI.create("/v1/webhooks/" + created.id())), created);
  }

  @GetMapping
  ResponseEntity<byte[]> list(@AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    PageQuery query = PageQuery.of(request.getParameterMap());
    return Answers.of(ResponseEntity.ok(), listing.read(caller.tenant(), query));
  }

  @GetMapping("/{id}")
  ResponseEntity<byte[]> get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    return Answers.of(
        ResponseEntity.ok(), database.call(BOUND, () -> endpoints.find(caller.tenant(), endpoint)));
  }

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

  @DeleteMapping("/{id}")
  ResponseEntity<byte[]> delete(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    EndpointId endpoint = PathIds.endpoint(id);
    int discarded = database.call(BOUND, () -> endpoints.delete(caller.tenant(), endpoint));
    return Answers.of(ResponseEntity.ok(), new Deleted("Webhook deleted", discarded));
  }
}
