package dev.sluice.api.submit;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.body.JsonBody;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.job.Job;
import dev.sluice.wire.Submission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Jobs", description = "Durable calls: accepted once, run to an end, announced.")
@RestController
class SubmitController {

  private final Submissions submissions;
  private final JsonBody body;

  SubmitController(Submissions submissions, JsonBody body) {
    this.submissions = submissions;
    this.body = body;
  }

  @Operation(
      operationId = "submitJob",
      summary = "Submit a job",
      description =
          "A job that is answered with 202 is durable. With an `Idempotency-Key`, a"
              + " repeated request is answered with the job of the first one. With `messages`,"
              + " unknown fields are passed on to the provider, and what is left out is left out"
              + " there.",
      requestBody =
          @RequestBody(required = true, content = @Content(schema = @Schema(ref = "JobRequest"))))
  @IdempotencyKey.Accepted
  @ApiResponse(
      responseCode = "202",
      description = "Accepted.",
      headers = @Header(name = "Location", ref = "Location"),
      content = @Content(schema = @Schema(implementation = Job.class)))
  @ApiResponse(
      responseCode = "200",
      description = "Accepted before, with the same Idempotency-Key.",
      headers = {
        @Header(name = "Location", ref = "Location"),
        @Header(name = "Idempotent-Replayed", ref = "Idempotent-Replayed")
      },
      content = @Content(schema = @Schema(implementation = Job.class)))
  @Errors({
    ErrorCode.IDEMPOTENCY_KEY_REUSED,
    ErrorCode.TOKEN_LIMIT_TOO_SMALL,
    ErrorCode.TOKEN_LIMIT_EXCEEDED,
    ErrorCode.SUBMISSION_UNAVAILABLE
  })
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
