package dev.sluice.api.deliveries;

import dev.sluice.api.access.Caller;
import dev.sluice.api.errors.PathIds;
import dev.sluice.api.list.PageQuery;
import dev.sluice.api.stored.Database;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.delivery.DeliveryFilter;
import dev.sluice.webhooks.delivery.DeliveryLog;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.endpoint.Endpoints;
import dev.sluice.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The deliveries of an endpoint, also of a deleted one; and single ones, which can be retried. */
@RestController
class DeliveryController {

  private static final Duration BOUND = Duration.ofSeconds(5);

  private final Endpoints endpoints;
  private final DeliveryListing listing;
  private final DeliveryLog deliveries;
  private final Database database;

  DeliveryController(
      Endpoints endpoints, DeliveryListing listing, DeliveryLog deliveries, Database database) {
    this.endpoints = endpoints;
    this.listing = listing;
    this.deliveries = deliveries;
    this.database = database;
  }

  @GetMapping(path = "/v1/webhooks/{id}/deliveries", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> list(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    EndpointId webhook = PathIds.endpoint(id);
    DeliveryFilter filter = DeliveryFilters.read(webhook, request.getParameterMap());
    PageQuery query = PageQuery.of(request.getParameterMap());
    var _ = database.call(BOUND, () -> endpoints.state(caller.tenant(), webhook));
    return json(ResponseEntity.ok(), listing.read(caller.tenant(), filter, query));
  }

  @GetMapping(path = "/v1/deliveries/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> one(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    UUID delivery = PathIds.read(id, RefusedException::deliveryNotFound);
    return json(
        ResponseEntity.ok(),
        database.call(BOUND, () -> deliveries.find(caller.tenant(), delivery)));
  }

  @PostMapping(path = "/v1/deliveries/{id}/retry", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> retry(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    UUID delivery = PathIds.read(id, RefusedException::deliveryNotFound);
    return json(
        ResponseEntity.accepted(),
        database.call(BOUND, () -> deliveries.retry(caller.tenant(), delivery)));
  }

  private static ResponseEntity<byte[]> json(BodyBuilder answer, Object body) {
    return answer
        .cacheControl(CacheControl.noCache().cachePrivate())
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(body));
  }
}
