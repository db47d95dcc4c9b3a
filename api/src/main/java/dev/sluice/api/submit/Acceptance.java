package dev.sluice.api.submit;

import dev.sluice.job.Job;
import dev.sluice.wire.Json;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * An accepted submission.
 *
 * @param replayed whether it was accepted before, under the same idempotency key
 */
public record Acceptance(Job job, boolean replayed) {

  public ResponseEntity<byte[]> response() {
    ResponseEntity.BodyBuilder response =
        ResponseEntity.status(replayed ? HttpStatus.OK : HttpStatus.ACCEPTED);
    if (replayed) {
      response.header("Idempotent-Replayed", "true");
    }
    return response
        .location(URI.create("/v1/jobs/" + job.jobId()))
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(job));
  }
}
