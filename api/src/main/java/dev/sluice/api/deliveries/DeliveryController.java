package dev.sluice.api.deliveries;

import dev.sluice.api.access.Caller;
import dev.sluice.api.errors.UnknownWebhook;
import dev.sluice.api.list.Page;
import dev.sluice.api.list.PageQuery;
import dev.sluice.api.stored.Database;
import dev.sluice.api.webhooks.EndpointId;
import dev.sluice.api.webhooks.Endpoints;
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

/** An endpoint's deliveries, also of a deleted one; and each alone, with one more try for it. */
@RestController
class DeliveryController {

  private static final Duration BOUND = Duration.ofSeconds(5);
  private static final int ID_LENGTH = 36;

  private final Endpoints endpoints;
  private final DeliveryListing listing;
  private final Deliveries deliveries;
  private final DeliveryRetry retry;
  private final Database database;

  DeliveryController(
      Endpoints endpoints,
      DeliveryListing listing,
      Deliveries deliveries,
      DeliveryRetry retry,
      Database database) {
    this.endpoints = endpoints;
    this.listing = listing;
    this.deliveries = deliveries;
    this.retry = retry;
    this.database = database;
  }

  @GetMapping(path = "/v1/webhooks/{id}/deliveries", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> list(
      @AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
    EndpointId webhook = EndpointId.inPath(id);
    DeliveryFilter filter = DeliveryFilter.of(webhook, request.getParameterMap());
    PageQuery query = PageQuery.of(request.getParameterMap());
    if (database.call(BOUND, () -> endpoints.find(caller.tenant(), webhook)).isEmpty()) {
      throw UnknownWebhook.exception();
    }
    Page<DeliveryView> page = listing.read(caller.tenant(), filter, query);
    return json(ResponseEntity.ok(), page);
  }

  @GetMapping(path = "/v1/deliveries/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> one(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    UUID delivery = parse(id);
    return json(
        ResponseEntity.ok(),
        database
            .call(BOUND, () -> deliveries.find(caller.tenant(), delivery))
            .orElseThrow(UnknownDelivery::exception));
  }

  @PostMapping(path = "/v1/deliveries/{id}/retry", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> retry(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    return json(ResponseEntity.accepted(), retry.retry(caller.tenant(), parse(id)));
  }

  private static UUID parse(String id) {
    try {
      if (id.length() == ID_LENGTH) {
        return UUID.fromString(id);
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw UnknownDelivery.exception();
  }

  private static ResponseEntity<byte[]> json(BodyBuilder answer, Object body) {
    return answer
        .cacheControl(CacheControl.noCache().cachePrivate())
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(body));
  }
}
