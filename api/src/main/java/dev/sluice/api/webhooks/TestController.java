package dev.sluice.api.webhooks;

import dev.sluice.api.access.Caller;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TestController {

  private final TestDeliveries deliveries;

  TestController(TestDeliveries deliveries) {
    this.deliveries = deliveries;
  }

  /** Takes no body, and looks at none. */
  @PostMapping(path = "/v1/webhooks/{id}/test", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> test(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    return Answers.of(
        ResponseEntity.accepted(), deliveries.plan(caller.tenant(), EndpointId.inPath(id)));
  }
}
