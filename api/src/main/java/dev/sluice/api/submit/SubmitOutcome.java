package dev.sluice.api.submit;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.job.Job;
import dev.sluice.wire.Json;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** What becomes of a submission. */
public sealed interface SubmitOutcome {

  /** It is in the topic. */
  record Accepted(Job job) implements SubmitOutcome {}

  /** The same request was accepted before under the same idempotency key. */
  record Replayed(Job job) implements SubmitOutcome {}

  /** It is not accepted. */
  record Refused(ApiError error) implements SubmitOutcome {

    /** Another request was accepted before under the same idempotency key. */
    static Refused keyReused() {
      return new Refused(ErrorCode.IDEMPOTENCY_KEY_REUSED.error());
    }

    /** It is larger than a record may be. */
    static Refused tooLarge() {
      return new Refused(ApiError.ofStatus(413));
    }

    /** The topic is not available. */
    public static Refused unavailable() {
      return new Refused(ErrorCode.SUBMISSION_UNAVAILABLE.error());
    }
  }

  /**
   * The response.
   *
   * @throws ApiException where the submission was refused
   */
  default ResponseEntity<byte[]> response() {
    return switch (this) {
      case Accepted(Job job) -> withJob(ResponseEntity.status(HttpStatus.ACCEPTED), job);
      case Replayed(Job job) ->
          withJob(ResponseEntity.ok().header("Idempotent-Replayed", "true"), job);
      case Refused(ApiError error) -> throw new ApiException(error);
    };
  }

  private static ResponseEntity<byte[]> withJob(ResponseEntity.BodyBuilder response, Job job) {
    return response
        .location(URI.create("/v1/jobs/" + job.jobId()))
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(job));
  }
}
