package dev.sluice.api.cancel;

import dev.sluice.api.access.Caller;
import dev.sluice.api.errors.UnknownJob;
import dev.sluice.job.JobId;
import java.util.Map;
import org.springframework.http.MediaType;
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

  @DeleteMapping(path = "/v1/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  Map<String, String> cancel(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
    JobId jobId = JobId.parse(id).orElseThrow(UnknownJob::exception);
    return switch (cancellation.cancel(caller.tenant(), jobId)) {
      case CANCELLED -> Map.of("message", "Job cancelled");
      case NOT_CANCELLABLE -> Map.of("message", "Job cannot be cancelled");
      case UNKNOWN -> throw UnknownJob.exception();
    };
  }
}
