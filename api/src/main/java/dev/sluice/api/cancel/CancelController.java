package dev.sluice.api.cancel;

import dev.sluice.api.access.Caller;
import dev.sluice.api.errors.UnknownJob;
import dev.sluice.job.JobId;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CancelController {

  private final Cancellation cancellation;

  CancelController(Cancellation cancellation) {
    this.cancellation = cancellation;
  }

  /** Pending jobs only. */
  @DeleteMapping(path = "/v1/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Map<String, String>> cancelPending(
      @AuthenticationPrincipal Caller caller, @PathVariable String id) {
    return answer(cancellation.cancelPending(caller.tenant(), jobId(id)));
  }

  /** Running jobs, too; repeatable. */
  @DeleteMapping(path = "/v2/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Map<String, String>> cancel(
      @AuthenticationPrincipal Caller caller, @PathVariable String id) {
    return answer(cancellation.cancel(caller.tenant(), jobId(id)));
  }

  private static JobId jobId(String id) {
    return JobId.parse(id).orElseThrow(UnknownJob::exception);
  }

  private static ResponseEntity<Map<String, String>> answer(CancelOutcome outcome) {
    return switch (outcome) {
      case CANCELLED -> message(HttpStatus.OK, "Job cancelled");
      case REQUESTED -> message(HttpStatus.ACCEPTED, "Job cancellation requested");
      case NOT_CANCELLABLE -> message(HttpStatus.OK, "Job cannot be cancelled");
      case UNKNOWN -> throw UnknownJob.exception();
    };
  }

  private static ResponseEntity<Map<String, String>> message(HttpStatus status, String message) {
    return ResponseEntity.status(status).body(Map.of("message", message));
  }
}
