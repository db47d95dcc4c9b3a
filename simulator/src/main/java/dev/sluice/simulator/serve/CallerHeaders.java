package dev.sluice.simulator.serve;

import dev.sluice.simulator.calls.LoggedRequest;
import dev.sluice.simulator.http.Request;
import java.util.Optional;

/** Reads the headers that identify the caller. */
final class CallerHeaders {

  private static final String JOB_ID = "x-sluice-job-id";
  private static final String ATTEMPT = "x-sluice-attempt";

  private CallerHeaders() {}

  /** Whether the request has an API key; any key is accepted. */
  static boolean hasKey(Request request) {
    return request.header("authorization").isPresent() || request.header("x-api-key").isPresent();
  }

  /** Empty if the caller sends none. */
  static String jobId(Request request) {
    return request.header(JOB_ID).orElse("");
  }

  static Optional<LoggedRequest.JobAttempt> attempt(Request request) {
    Optional<String> job = request.header(JOB_ID);
    Optional<String> attempt = request.header(ATTEMPT);
    return job.isEmpty() && attempt.isEmpty()
        ? Optional.empty()
        : Optional.of(new LoggedRequest.JobAttempt(job.orElse(""), attempt.orElse("")));
  }
}
