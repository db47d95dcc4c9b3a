package dev.sluice.api.submit;

import dev.sluice.api.errors.ApiError;
import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.job.Job;
import dev.sluice.wire.Json;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** What a submission is answered with, whichever way it came. */
public final class SubmitAnswer {

  private static final String REPLAYED = "Idempotent-Replayed";

  private SubmitAnswer() {}

  /**
   * The answer.
   *
   * @throws ApiException where the submission was refused
   */
  public static ResponseEntity<byte[]> of(SubmitOutcome outcome) {
    return switch (outcome) {
      case SubmitOutcome.Accepted(Job job) ->
          withJob(ResponseEntity.status(HttpStatus.ACCEPTED), job);
      case SubmitOutcome.Replayed(Job job) ->
          withJob(ResponseEntity.ok().header(REPLAYED, "true"), job);
      case SubmitOutcome.Refused refused -> throw new ApiException(refusal(refused));
    };
  }

  /** What a refused submission is told. */
  public static ApiError refusal(SubmitOutcome.Refused refused) {
    return switch (refused) {
      case SubmitOutcome.KeyReused() -> ErrorCode.IDEMPOTENCY_KEY_REUSED.error();
      case SubmitOutcome.OverLimit(ApiError error) -> error;
      case SubmitOutcome.TooLarge() -> ApiError.ofStatus(413);
      case SubmitOutcome.Unreadable() ->
          ErrorCode.VALIDATION_ERROR
              .because("The request contains a value that cannot be passed on.")
              .at(null);
      case SubmitOutcome.Unavailable() -> ErrorCode.SUBMISSION_UNAVAILABLE.error();
    };
  }

  private static ResponseEntity<byte[]> withJob(ResponseEntity.BodyBuilder answer, Job job) {
    return answer
        .location(URI.create("/v1/jobs/" + job.jobId()))
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(job));
  }
}
