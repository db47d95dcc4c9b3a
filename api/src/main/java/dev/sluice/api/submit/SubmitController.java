package dev.sluice.api.submit;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.wire.Submission;
import jakarta.servlet.http.HttpServletRequest;
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

  SubmitController(Submissions submissions, JsonBody body) {
    this.submissions = submissions;
    this.body = body;
  }

  @PostMapping(
      path = "/v1/jobs",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> submit(
      @AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    Optional<String> key = IdempotencyKey.of(request);
    Submission submission = body.read(request, submissions::read);
    return submissions.submit(caller, submission, key).response();
  }
}
