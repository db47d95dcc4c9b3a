package dev.sluice.api.batch;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.body.JsonBody;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.http.errors.Errors;
import dev.sluice.api.submit.IdempotencyKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Job lists", description = "Many jobs at once.")
@RestController
class BatchController {

  static final String NDJSON = "application/x-ndjson";

  private final Batches batches;

  BatchController(Batches batches) {
    this.batches = batches;
  }

  @Operation(
      operationId = "submitJobs",
      summary = "Submit many jobs",
      description =
          "One job request per line, at most 10 000 lines and 64 MiB. Each line is"
              + " answered by a line, in order, as it is accepted or refused; a refused line"
              + " does not stop the others. With an `Idempotency-Key`, a repeated batch"
              + " accepts no line twice.",
      requestBody =
          @RequestBody(required = true, content = @Content(schema = @Schema(ref = "JobRequest"))))
  @IdempotencyKey.Accepted
  @ApiResponse(
      responseCode = "202",
      description = "One line for each.",
      content = @Content(mediaType = "application/x-ndjson", schema = @Schema(ref = "BatchLine")))
  @Errors({ErrorCode.EMPTY_BATCH, ErrorCode.TOO_MANY_BATCHES, ErrorCode.SUBMISSION_UNAVAILABLE})
  @PostMapping(path = "/v1/jobs/batch", consumes = NDJSON)
  void submit(
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    JsonBody.requirePlainUtf8(request);
    batches.run(
        caller,
        IdempotencyKey.of(request),
        request.getContentLengthLong(),
        request.getInputStream(),
        response);
  }
}
