package dev.sluice.api.submit;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.egress.EgressPolicy;
import dev.sluice.wire.JobRequestFormat;
import dev.sluice.wire.Submission;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SubmitController {

  private final Submissions submissions;
  private final JsonBody body;
  private final Clock clock;
  private final EgressPolicy egress;

  SubmitController(Submissions submissions, JsonBody body, Clock clock, EgressPolicy egress) {
    this.submissions = submissions;
    this.body = body;
    this.clock = clock;
    this.egress = egress;
  }

  @PostMapping(
      path = "/v1/jobs",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> submit(
      @AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    Optional<String> key = IdempotencyKey.of(request);
    Submission submission = JobRequestFormat.read(body.read(request), clock.instant(), egress);
    return SubmitAnswer.of(submissions.submit(caller, submission, key));
  }
}
