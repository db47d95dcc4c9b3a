package dev.sluice.e2e.client;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** A JSON response of any status. */
public record JsonResponse(int status, HttpHeaders headers, JsonNode body) {

  /** The job's id, if the body is a job. */
  public String jobId() {
    return body.path("job_id").asString();
  }

  /** The job's status, if the body is a job; otherwise empty. */
  public String jobStatus() {
    return body.path("status").asString("");
  }
}
