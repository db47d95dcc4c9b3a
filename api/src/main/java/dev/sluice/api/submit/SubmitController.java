package dev.sluice.api.submit;

import dev.sluice.api.access.Caller;
import dev.sluice.api.body.JsonBody;
import dev.sluice.api.errors.ApiError;
import dev.sluice.api.errors.ApiException;
import dev.sluice.job.Job;
import dev.sluice.wire.JobRequestFormat;
import dev.sluice.wire.Json;
import dev.sluice.wire.Submission;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SubmitController {

  private static final String REPLAYED = "Idempotent-Replayed";

  private final Submissions submissions;
  private final JsonBody body;
  private final Clock clock;

  SubmitController(Submissions submissions, JsonBody body, Clock clock) {
    this.submissions = submissions;
    this.body = body;
    this.clock = clock;
  }

  @PostMapping(
      path = "/v1/jobs",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> submit(
      @AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    Optional<String> key = IdempotencyKey.of(request);
    Submission submission = JobRequestFormat.read(body.read(request), clock.instant());
    return answer(
        key.map(value -> submissions.submit(caller.tenant(), submission, value))
            .orElseGet(() -> submissions.submit(caller.tenant(), submission)));
  }

  private static ResponseEntity<byte[]> answer(SubmitOutcome outcome) {
    return switch (outcome) {
      case SubmitOutcome.Accepted(Job job) ->
          withJob(ResponseEntity.status(HttpStatus.ACCEPTED), job);
      case SubmitOutcome.Replayed(Job job) ->
          withJob(ResponseEntity.ok().header(REPLAYED, "true"), job);
      case SubmitOutcome.KeyReused() ->
          throw new ApiException(
              ApiError.of(
                  422,
                  "idempotency_key_reused",
                  "This Idempotency-Key was used before with another request."));
      case SubmitOutcome.TooLarge() -> throw new ApiException(ApiError.ofStatus(413));
      case SubmitOutcome.Unavailable() ->
          throw new ApiException(
              ApiError.unavailable(
                  "submission_unavailable", "The job was not accepted; please try again."));
    };
  }

  private static ResponseEntity<byte[]> withJob(ResponseEntity.BodyBuilder answer, Job job) {
    return answer
        .location(URI.create("/v1/jobs/" + job.jobId()))
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(job));
  }
}
