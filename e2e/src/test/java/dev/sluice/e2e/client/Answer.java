package dev.sluice.e2e.client;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** An answer of the API, whatever its status. */
public record Answer(int status, HttpHeaders headers, JsonNode body) {

  /** The job's id, where the body is a job. */
  public String jobId() {
    return body.path("job_id").asString();
  }

  /** The job's status, where the body is a job; empty otherwise. */
  public String jobStatus() {
    return body.path("status").asString("");
  }
}
