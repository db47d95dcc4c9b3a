package dev.sluice.simulator.serve;

import dev.sluice.simulator.calls.Received;
import dev.sluice.simulator.http.Request;
import java.util.Optional;

/** Who calls, as the request's headers say. */
final class Caller {

  private static final String JOB_ID = "x-sluice-job-id";
  private static final String ATTEMPT = "x-sluice-attempt";

  private Caller() {}

  /** Whether the request carries a key at all; which one does not matter. */
  static boolean hasKey(Request request) {
    return request.header("authorization").isPresent() || request.header("x-api-key").isPresent();
  }

  /** Empty where the caller sends none. */
  static String jobId(Request request) {
    return request.header(JOB_ID).orElse("");
  }

  static Optional<Received.Sender> attempt(Request request) {
    Optional<String> job = request.header(JOB_ID);
    Optional<String> attempt = request.header(ATTEMPT);
    return job.isEmpty() && attempt.isEmpty()
        ? Optional.empty()
        : Optional.of(new Received.Sender(job.orElse(""), attempt.orElse("")));
  }
}
