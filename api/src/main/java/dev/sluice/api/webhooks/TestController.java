package dev.sluice.api.webhooks;

import dev.sluice.api.access.Caller;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.api.errors.Errors;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Webhooks")
@RestController
class TestController {

  private final TestDeliveries deliveries;

  TestController(TestDeliveries deliveries) {
    this.deliveries = deliveries;
  }

  /** Takes no body, and looks at none. */
  @Operation(
      operationId = "testWebhook",
      summary = "Test a webhook",
      description =
          "Sends an event `webhook.test`, whatever events the webhook receives; it is"
              + " signed, retried and listed like all others.")
  @ApiResponse(
      responseCode = "202",
      description = "It is planned.",
      content = @Content(schema = @Schema(implementation = TestDeliveries.Planned.class)))
  @Errors({ErrorCode.WEBHOOK_NOT_FOUND, ErrorCode.WEBHOOK_DISABLED, ErrorCode.DATABASE_UNAVAILABLE})
  @PostMapping(path = "/v1/webhooks/{id}/test", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> test(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    return Answers.of(
        ResponseEntity.accepted(), deliveries.plan(caller.tenant(), EndpointId.inPath(id)));
  }
}
